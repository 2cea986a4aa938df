import { listBoxes } from '../../lab/box-store.ts';
import { defineCommand, type CliContext } from '../define-command.ts';

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

/** The host key of a virtual box is the lab's own, and comes from no outside network. */
export const sshCommand = (identityPath: string, port: number): string =>
  `ssh -i ${identityPath} -p ${port} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null root@127.0.0.1`;
