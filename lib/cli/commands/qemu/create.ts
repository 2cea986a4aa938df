import { chooseAccelerator } from '../../../qemu/accelerator/choose-accelerator.ts';
import { createQemuHost } from '../../../qemu/host/create-qemu-host.ts';
import { openQemuHost } from '../../../qemu/host/open-qemu-host.ts';
import { ensureImage } from '../../../qemu/image/ensure-image.ts';
import { startQemuHost } from '../../../qemu/host/start-qemu-host.ts';
import { awaitSsh } from '../../../wire/ssh/await-ssh.ts';
import { openSsh } from '../../../wire/ssh/open-ssh.ts';
import { minutes } from '../../../util/units.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { sshCommand } from './list.ts';

export const HOST_NAME = { parse: String, placeholder: 'HOST', brief: 'Name of the host' } as const;

export const command = defineCommand({
  description: 'Installs Debian on a new QEMU host that remains until you remove it, and prints how to log in.',
  examples: [['osstest qemu create dev1', 'Create a host named dev1.']],
  parameters: { positional: { kind: 'tuple', parameters: [HOST_NAME] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, name: string): Promise<void> {
    const { paths, qemu } = await context.loadConfig();
    const { signal } = context;
    const emitter = { progress: (message: string) => context.progress(message) };
    const common = { cacheDir: paths.cacheDir, debianMirror: qemu.debianMirror, signal };
    const accelerator = await chooseAccelerator({ ...common, emitter });
    const machine = { accelerator, cpus: qemu.cpus, memoryMiB: qemu.memoryMiB };
    const image = await ensureImage('debian', { ...common, emitter });
    await createQemuHost({ ...common, name, stateDir: paths.stateDir, machine, life: 'detached' });
    await startNamedQemuHost(context, paths.stateDir, name, { image });
  },
});

/** Starts a host, waits until its ssh server answers, and prints how to log in. */
export async function startNamedQemuHost(
  context: CliContext,
  stateDir: string,
  name: string,
  from: Parameters<typeof startQemuHost>[1],
): Promise<void> {
  const host = await openQemuHost(stateDir, name);
  await startQemuHost(host, from, { signal: context.signal });
  context.progress(`${name}: on, booting`);
  const { definition } = host;
  await using ssh = openSsh({ ...definition, port: definition.sshPort, user: definition.sshUser });
  await awaitSsh(ssh, { timeoutMs: minutes(6), signal: context.signal });
  const login = sshCommand(definition.identityPath, definition.sshPort);
  context.print(
    { name, ssh: login, serialLog: host.serialLogPath },
    `${name}: up\n${login}\nserial console: ${host.serialLogPath}`,
  );
}
