import { openDatabase } from '../../../db/open/open-database.ts';
import { listBranchFlights } from '../../../history/branch-history.ts';
import { formatBranchFlights } from '../../../report/text/history-text.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { BLESSINGS_FLAG, LIMIT_FLAG, MAX_FLIGHT_FLAG } from '../../flags/history-flags.ts';

type Flags = { readonly limit?: number; readonly maxFlight?: number; readonly blessings?: string[] };

export const command = defineCommand({
  description: 'Prints the newest flights first: the number of jobs in each status, and the revisions under test.',
  examples: [
    ['osstest history branch xen-unstable', 'Show the flights of a branch.'],
    ['osstest history branch xen-unstable --limit 5 --blessings real', 'Show five flights that count.'],
  ],
  parameters: {
    flags: { limit: LIMIT_FLAG, maxFlight: MAX_FLIGHT_FLAG, blessings: BLESSINGS_FLAG },
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'BRANCH', brief: 'Branch such as xen-unstable' }],
    },
  },
  async run(context: CliContext, flags: Flags, branch: string): Promise<void> {
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    const flights = await listBranchFlights(db, branch, flags);
    context.print(flights, formatBranchFlights(flights));
  },
});
