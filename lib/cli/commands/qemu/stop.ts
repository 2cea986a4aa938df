import { openQemuHost } from '../../../qemu/host/open-qemu-host.ts';
import { stopQemuHost } from '../../../qemu/host/stop-qemu-host.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { HOST_NAME } from './create.ts';

export const command = defineCommand({
  description: 'Cuts the power of a QEMU host, without a shutdown. Its disk remains.',
  examples: [['osstest qemu stop dev1', 'Switch off a host.']],
  parameters: { positional: { kind: 'tuple', parameters: [HOST_NAME] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, name: string): Promise<void> {
    await stopQemuHost(await openQemuHost((await context.loadConfig()).paths.stateDir, name));
    context.print({ name, running: false }, `${name}: off`);
  },
});
