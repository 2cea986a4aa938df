import { editHost } from '../../../coordination/host/edit-host.ts';
import { findHost } from '../../../coordination/host/hold-host.ts';
import { openDatabase } from '../../../db/open/open-database.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { HOST_ARGUMENT, LIST_FLAG } from '../../flags/hold-flags.ts';
import { parsePairs } from '../../flags/parse-values.ts';

// not `set`: every command has a flag of that name
type Flags = { readonly prop?: readonly string[]; readonly remove?: readonly string[] };

export const command = defineCommand({
  description:
    'Prints the properties after the change. Properties that the configuration gives a host are set again by the ' +
    'next command that reads it.',
  examples: [
    ['osstest host props rack1', 'Print the properties.'],
    ['osstest host props rack1 --prop Suite=bookworm --remove Firmware', 'Change them.'],
  ],
  parameters: {
    flags: {
      prop: { ...LIST_FLAG, placeholder: 'NAME=VALUE', brief: 'Property to set; may be repeated' },
      remove: { ...LIST_FLAG, placeholder: 'NAME', brief: 'Property to remove; may be repeated' },
    },
    positional: { kind: 'tuple', parameters: [HOST_ARGUMENT] },
  },
  async run(context: CliContext, { prop = [], remove = [] }: Flags, name: string) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const setProperties = parsePairs('prop', prop);
    if (prop.length + remove.length > 0) await editHost(db, name, { setProperties, removeProperties: remove });
    const { properties } = await findHost(db, name);
    const lines = Object.entries(properties).map(([property, value]) => `${property}=${value}`);
    context.print(properties, lines.join('\n'));
  },
});
