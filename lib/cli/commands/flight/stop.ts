import { openDatabase } from '../../../db/open/open-database.ts';
import { stopFlight } from '../../../record/flights/flight-orders.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';
import { REASON_FLAG, thisPerson } from '../../flags/hold-flags.ts';

export const command = defineCommand({
  description:
    'The runners of the flight, on all machines, start no more jobs, and exit when the running jobs have ' +
    'finished. `osstest flight run` resumes the flight.',
  examples: [["osstest flight stop 77 --reason 'the lab moves at noon'", 'Start no more jobs of flight 77.']],
  parameters: { flags: { reason: REASON_FLAG }, positional: { kind: 'tuple', parameters: [FLIGHT_ARGUMENT] } },
  async run(context: CliContext, { reason }: { readonly reason: string }, flight: number) {
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    await stopFlight(db, flight, { who: thisPerson(), reason });
    context.print({ flight, order: 'stop', reason }, `flight ${flight}: starts no more jobs`);
  },
});
