import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { HOST_NAME, startNamedQemuHost } from './create.ts';

export const command = defineCommand({
  description: 'Boots a QEMU host from its disk. A running host is reset.',
  examples: [['osstest qemu start dev1', 'Boot a host.']],
  parameters: { positional: { kind: 'tuple', parameters: [HOST_NAME] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, name: string): Promise<void> {
    await startNamedQemuHost(context, (await context.loadConfig()).paths.stateDir, name, 'own-disk');
  },
});
