import { openDatabase } from '../../../db/open/open-database.ts';
import { listHostUses } from '../../../history/host-history.ts';
import { renderHostHistory } from '../../../report/history/history-host-page.ts';
import { formatHostUses } from '../../../report/text/history-text.ts';
import { writeFileAtomically } from '../../../util/atomic-file.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { HTML_FLAG, LIMIT_FLAG, MAX_FLIGHT_FLAG } from '../../flags/history-flags.ts';

type Flags = { readonly limit?: number; readonly maxFlight?: number; readonly html?: string };

export const command = defineCommand({
  description: 'Prints the newest uses first, of all branches and blessings.',
  examples: [
    ['osstest history host rack1', 'Show what ran on a host.'],
    ['osstest history host rack1 --html rack1.html', 'Also write a page.'],
  ],
  parameters: {
    flags: { limit: LIMIT_FLAG, maxFlight: MAX_FLIGHT_FLAG, html: HTML_FLAG },
    positional: { kind: 'tuple', parameters: [{ parse: String, placeholder: 'HOST', brief: 'Name of a host' }] },
  },
  async run(context: CliContext, flags: Flags, host: string): Promise<void> {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const uses = await listHostUses(db, host, flags);
    if (flags.html !== undefined) await writeFileAtomically(flags.html, renderHostHistory(host, uses, config.reports));
    context.print(uses, formatHostUses(uses));
  },
});
