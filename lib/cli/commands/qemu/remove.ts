import { openQemuHost, removeQemuHost } from '../../../qemu/create-host.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { HOST_NAME } from './create.ts';

export const command = defineCommand({
  description: 'Switches a QEMU host off and takes it away with its disk and logs.',
  parameters: { positional: { kind: 'tuple', parameters: [HOST_NAME] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, name: string): Promise<void> {
    await removeQemuHost(await openQemuHost((await context.loadConfig()).paths.stateDir, name));
    context.print({ name }, `${name}: removed`);
  },
});
