import { openDatabase } from '../../../db/open/open-database.ts';
import { diffFlights, formatDifference } from '../../../flight/make/diff-flights.ts';
import { readStoredFlight } from '../../../flight/make/stored-flight.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';

export const command = defineCommand({
  description:
    'Prints the jobs that only one of the flights has, and every recipe and runvar that differs. Each difference ' +
    'is printed once, with all its jobs.',
  examples: [
    ['osstest flight diff 76 77', 'Compare the inputs of two flights.'],
    ['osstest flight diff 76 77 --all', 'Also compare what the runs recorded.'],
  ],
  parameters: {
    flags: {
      all: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Also compare the runvars that the runs recorded, such as hosts and built revisions',
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
    context.print(difference, formatDifference(difference) || 'The flights do not differ.');
  },
});
