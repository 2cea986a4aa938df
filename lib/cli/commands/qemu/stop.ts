import { openQemuHost } from '../../../qemu/create-host.ts';
import { stopQemuHost } from '../../../qemu/stop-host.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { HOST_NAME } from './create.ts';

export const command = defineCommand({
  description: 'Pulls the plug of a QEMU host; its disk stays.',
  parameters: { positional: { kind: 'tuple', parameters: [HOST_NAME] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, name: string): Promise<void> {
    await stopQemuHost(await openQemuHost((await context.loadConfig()).paths.stateDir, name));
    context.print({ name, running: false }, `${name}: off`);
  },
});
