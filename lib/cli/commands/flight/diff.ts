import { openDatabase } from '../../../db/open-database.ts';
import { diffFlights, formatDifference } from '../../../flight/make/diff-flights.ts';
import { readStoredFlight } from '../../../flight/make/stored-flight.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';

export const command = defineCommand({
  description: 'Jobs that only one of them has, and every recipe and runvar that differs, each difference told once.',
  parameters: {
    flags: {
      all: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Runvars too that the runs made: hosts, revisions that were built',
      },
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { ...FLIGHT_ARGUMENT, placeholder: 'A', brief: 'Number of the first flight' },
        { ...FLIGHT_ARGUMENT, placeholder: 'B', brief: 'Number of the second' },
      ],
    },
  },
  async run(context: CliContext, { all = false }: { readonly all?: boolean }, first: number, second: number) {
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    const before = await readStoredFlight(db, first, { synth: all });
    const after = await readStoredFlight(db, second, { synth: all });
    const difference = diffFlights(before.jobs, after.jobs);
    context.print(difference, formatDifference(difference) || 'They do not differ.');
  },
});
