import { editHost } from '../../../coordination/host/edit-host.ts';
import { findHost } from '../../../coordination/host/hold-host.ts';
import { openDatabase } from '../../../db/open-database.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { HOST_ARGUMENT, LIST_FLAG } from '../../flags/hold-flags.ts';

type Flags = { readonly add?: readonly string[]; readonly remove?: readonly string[] };

export const command = defineCommand({
  description: 'Prints them after the change. Those of a host in the configuration are set from there again.',
  parameters: {
    flags: {
      add: { ...LIST_FLAG, brief: 'Flag to give it; may be repeated' },
      remove: { ...LIST_FLAG, brief: 'Flag to take away; may be repeated' },
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
