import { openBox, removeBox } from '../../../qemu/create-host.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { BOX_NAME } from './create.ts';

export const command = defineCommand({
  description: 'Switches a virtual box off and takes it away with its disk and logs.',
  parameters: { positional: { kind: 'tuple', parameters: [BOX_NAME] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, name: string): Promise<void> {
    await removeBox(await openBox((await context.loadConfig()).paths.stateDir, name));
    context.print({ name }, `${name}: removed`);
  },
});
