import { listBoxes } from '../../../qemu/host-store.ts';
import { loginCommand } from '../../flags/pause-on-fail.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';

export const command = defineCommand({
  description: 'Those of this account: of running jobs, and those that stay (lab create).',
  parameters: {},
  async run(context: CliContext): Promise<void> {
    const { paths } = await context.loadConfig();
    const boxes = (await listBoxes(paths.stateDir)).map(({ record, directory, running }) => ({
      name: record.name,
      running,
      kept: record.owner === null,
      ssh: sshCommand(record.identityPath, record.sshPort),
      memoryMiB: record.machine.memoryMiB,
      directory,
    }));
    const lines = boxes.map(
      (box) => `${box.name.padEnd(12)} ${box.running ? 'on ' : 'off'} ${box.kept ? 'stays   ' : 'of a job'} ${box.ssh}`,
    );
    context.print(boxes, lines.length === 0 ? 'no boxes' : lines.join('\n'));
  },
});

/** How to log in to a virtual box. */
export const sshCommand = (identityPath: string, port: number): string =>
  loginCommand({ user: 'root', address: '127.0.0.1', identityPath, port });
