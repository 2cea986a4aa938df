import { editHost } from '../../../coordination/host/edit-host.ts';
import { findHost } from '../../../coordination/host/hold-host.ts';
import { openDatabase } from '../../../db/open/open-database.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { HOST_ARGUMENT, LIST_FLAG } from '../../flags/hold-flags.ts';

type Flags = { readonly add?: readonly string[]; readonly remove?: readonly string[] };

export const command = defineCommand({
  description:
    'Prints the flags after the change. Flags that the configuration gives a host are set again by the next ' +
    'command that reads it.',
  examples: [
    ['osstest host flags rack1', 'Print the flags.'],
    ['osstest host flags rack1 --add hvm-amd --remove hvm-intel', 'Change them.'],
  ],
  parameters: {
    flags: {
      add: { ...LIST_FLAG, placeholder: 'FLAG', brief: 'Flag to add; may be repeated' },
      remove: { ...LIST_FLAG, placeholder: 'FLAG', brief: 'Flag to remove; may be repeated' },
    },
    positional: { kind: 'tuple', parameters: [HOST_ARGUMENT] },
  },
  async run(context: CliContext, { add = [], remove = [] }: Flags, name: string) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    if (add.length + remove.length > 0) await editHost(db, name, { addFlags: add, removeFlags: remove });
    const { flags } = await findHost(db, name);
    context.print(flags, flags.join('\n'));
  },
});
