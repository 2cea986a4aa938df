import { listQemuHosts } from '../../../qemu/host/qemu-host-store.ts';
import { loginCommand } from '../../flags/pause-on-fail.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

export const command = defineCommand({
  description: 'Prints the QEMU hosts of this account: those of running jobs, and those of `osstest qemu create`.',
  examples: [['osstest qemu list', 'List the hosts, with the command to log in.']],
  parameters: {},
  async run(context: CliContext): Promise<void> {
    const { paths } = await context.loadConfig();
    const hosts = (await listQemuHosts(paths.stateDir)).map(({ record, directory, running }) => ({
      name: record.name,
      running,
      kept: record.owner === null,
      ssh: sshCommand(record.identityPath, record.sshPort),
      memoryMiB: record.machine.memoryMiB,
      directory,
    }));
    const lines = hosts.map(
      (host) =>
        `${host.name.padEnd(12)} ${host.running ? 'on ' : 'off'} ${host.kept ? 'stays   ' : 'of a job'} ${host.ssh}`,
    );
    context.print(hosts, lines.length === 0 ? 'no hosts' : lines.join('\n'));
  },
});

/** Returns the command that logs in to a QEMU host. */
export const sshCommand = (identityPath: string, port: number): string =>
  loginCommand({ user: 'root', address: '127.0.0.1', identityPath, port });
