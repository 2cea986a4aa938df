import { openQemuHost } from '../../../qemu/host/open-qemu-host.ts';
import { removeQemuHost } from '../../../qemu/host/remove-qemu-host.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { HOST_NAME } from './create.ts';

export const command = defineCommand({
  description: 'Switches off a QEMU host, and deletes it with its disk and logs.',
  examples: [['osstest qemu remove dev1', 'Remove a host.']],
  parameters: { positional: { kind: 'tuple', parameters: [HOST_NAME] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, name: string): Promise<void> {
    await removeQemuHost(await openQemuHost((await context.loadConfig()).paths.stateDir, name));
    context.print({ name }, `${name}: removed`);
  },
});
