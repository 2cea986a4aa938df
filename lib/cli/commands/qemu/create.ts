import { chooseAccelerator } from '../../../qemu/choose-accelerator.ts';
import { createBox, openBox } from '../../../qemu/create-host.ts';
import { ensureImage } from '../../../qemu/ensure-image.ts';
import { startBox } from '../../../qemu/start-host.ts';
import { awaitSsh } from '../../../wire/ssh/await-ssh.ts';
import { openSsh } from '../../../wire/ssh/open-ssh.ts';
import { minutes } from '../../../util/units.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { sshCommand } from './list.ts';

export const BOX_NAME = { parse: String, placeholder: 'BOX', brief: 'Name of the box' } as const;

export const command = defineCommand({
  description: 'A virtual box with Debian on it, that stays until it is removed. Prints how to log in.',
  parameters: { positional: { kind: 'tuple', parameters: [BOX_NAME] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, name: string): Promise<void> {
    const { paths, lab } = await context.loadConfig();
    const { signal } = context;
    const emitter = { progress: (message: string) => context.progress(message) };
    const common = { cacheDir: paths.cacheDir, debianMirror: lab.debianMirror, signal };
    const accelerator = await chooseAccelerator({ ...common, emitter });
    const machine = { accelerator, cpus: lab.cpus, memoryMiB: lab.memoryMiB };
    const image = await ensureImage('debian', { ...common, emitter });
    await createBox({ ...common, name, stateDir: paths.stateDir, machine, life: 'detached' });
    await startNamedBox(context, paths.stateDir, name, { image });
  },
});

/** Switches a box on, waits until it answers, and prints how to log in. */
export async function startNamedBox(
  context: CliContext,
  stateDir: string,
  name: string,
  from: Parameters<typeof startBox>[1],
): Promise<void> {
  const box = await openBox(stateDir, name);
  await startBox(box, from, { signal: context.signal });
  context.progress(`${name}: on, booting`);
  const { definition } = box;
  await using ssh = openSsh({ ...definition, port: definition.sshPort, user: definition.sshUser });
  await awaitSsh(ssh, { timeoutMs: minutes(6), signal: context.signal });
  const login = sshCommand(definition.identityPath, definition.sshPort);
  context.print(
    { name, ssh: login, serialLog: box.serialLogPath },
    `${name}: up\n${login}\nserial console: ${box.serialLogPath}`,
  );
}
