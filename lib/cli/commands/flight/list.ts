import { openDatabase } from '../../../db/open/open-database.ts';
import { listFlights } from '../../../record/flights/list-flights.ts';
import { formatFlights } from '../../../report/text/flight-list-text.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { BLESSINGS_FLAG, LIMIT_FLAG, LIST_FLAG } from '../../flags/history-flags.ts';

type Flags = { readonly branch?: string[]; readonly blessings?: string[]; readonly limit?: number };

export const command = defineCommand({
  description: 'Prints the newest flights first: branch, blessing, and the number of jobs in each status.',
  examples: [
    ['osstest flight list', 'List the newest 30 flights.'],
    ['osstest flight list --branch xen-unstable --limit 5', 'List five flights of a branch.'],
  ],
  parameters: {
    flags: {
      branch: { ...LIST_FLAG, brief: 'Branches to list; default: all' },
      blessings: BLESSINGS_FLAG,
      limit: { ...LIMIT_FLAG, brief: 'Maximum number of flights; default: 30' },
    },
  },
  async run(context: CliContext, { branch, blessings, limit }: Flags) {
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    const flights = await listFlights(db, { branches: branch, blessings, limit });
    context.print(flights, formatFlights(flights));
  },
});
