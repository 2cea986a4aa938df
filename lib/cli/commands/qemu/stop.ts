import { openBox } from '../../../qemu/create-host.ts';
import { stopBox } from '../../../qemu/stop-host.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { BOX_NAME } from './create.ts';

export const command = defineCommand({
  description: 'Pulls the plug of a virtual box; its disk stays.',
  parameters: { positional: { kind: 'tuple', parameters: [BOX_NAME] } },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, name: string): Promise<void> {
    await stopBox(await openBox((await context.loadConfig()).paths.stateDir, name));
    context.print({ name, running: false }, `${name}: off`);
  },
});
