import { openDatabase } from '../../../db/open-database.ts';
import { stopFlight } from '../../../record/flights/flight-orders.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';
import { REASON_FLAG, thisPerson } from '../../flags/hold-flags.ts';

export const command = defineCommand({
  description:
    'Its runners, wherever they are, start no more jobs, and end when those that run have come to their end. Running it ' +
    'again forgets this order.',
  parameters: { flags: { reason: REASON_FLAG }, positional: { kind: 'tuple', parameters: [FLIGHT_ARGUMENT] } },
  async run(context: CliContext, { reason }: { readonly reason: string }, flight: number) {
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    await stopFlight(db, flight, { who: thisPerson(), reason });
    context.print({ flight, order: 'stop', reason }, `flight ${flight}: no more jobs are started`);
  },
});
