import { defineCommand, type CliContext } from '../../define-command.ts';
import { BOX_NAME, startNamedBox } from './create.ts';

export const command = defineCommand({
  description: 'Boots a virtual box from the disk that it has; one that is on is reset.',
  parameters: { positional: { kind: 'tuple', parameters: [BOX_NAME] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, name: string): Promise<void> {
    await startNamedBox(context, (await context.loadConfig()).paths.stateDir, name, 'own-disk');
  },
});
