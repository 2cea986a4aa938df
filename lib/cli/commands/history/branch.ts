import { openDatabase } from '../../../db/open-database.ts';
import { listBranchFlights } from '../../../history/branch-history.ts';
import { formatBranchFlights } from '../../../report/text/history-text.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { BLESSINGS_FLAG, LIMIT_FLAG, MAX_FLIGHT_FLAG } from '../../flags/history-flags.ts';

type Flags = { readonly limit?: number; readonly maxFlight?: number; readonly blessings?: string[] };

export const command = defineCommand({
  description: 'The newest flights first: how many jobs ended how, and what they were to test.',
  parameters: {
    flags: { limit: LIMIT_FLAG, maxFlight: MAX_FLIGHT_FLAG, blessings: BLESSINGS_FLAG },
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'BRANCH', brief: 'Such as xen-unstable' }],
    },
  },
  async run(context: CliContext, flags: Flags, branch: string): Promise<void> {
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    const flights = await listBranchFlights(db, branch, flags);
    context.print(flights, formatBranchFlights(flights));
  },
});
