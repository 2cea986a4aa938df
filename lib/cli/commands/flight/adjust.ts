import { openLab } from '../../../flight/runner/open-lab.ts';
import { ADJUSTMENTS, parseAdjustments } from '../../../flight/make/adjustments.ts';
import { adjustFlight } from '../../../flight/make/change-flight.ts';
import { formatDifference } from '../../../flight/make/diff-flights.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { ANY_HOSTS_FLAG } from '../../flags/flight-flags.ts';
import { parseFlight } from '../../flags/parse-values.ts';

type Flags = { readonly anyHosts?: boolean; readonly dryRun?: boolean };

const changes = Object.entries(ADJUSTMENTS)
  .map(([name, words]) => [name, ...words].join(' '))
  .join('; ');

export const command = defineCommand({
  description:
    `Makes these changes, in the given order: ${changes}. In JOBS and RUNVARS, . means all, ^RE and /RE are ` +
    'patterns, and any other word is a name. Makes all changes or none. The flight must be under construction or ' +
    'a play flight. Prints the changes.',
  examples: [
    ['osstest flight adjust 77 runvar-set . arch amd64', 'Set a runvar of every job.'],
    ['osstest flight adjust 77 --dry-run runvar-del /xl debian_suite', 'Show what removing a runvar would change.'],
  ],
  argumentDocs: [
    { placeholder: 'FLIGHT', brief: 'Number of the flight' },
    { placeholder: 'CHANGE', brief: 'A change and its words, as listed above', variadic: true },
  ],
  parameters: {
    flags: {
      anyHosts: { ...ANY_HOSTS_FLAG, brief: 'Do not check whether the lab has hosts for its jobs' },
      dryRun: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Show the changes without making them',
      },
    },
    positional: {
      kind: 'array',
      minimum: 2,
      parameter: { parse: String, placeholder: 'FLIGHT CHANGE', brief: 'Number of the flight; what to change' },
    },
  },
  async run(context: CliContext, { anyHosts = false, dryRun = false }: Flags, number: string, ...words: string[]) {
    const adjustments = parseAdjustments(words);
    await using db = await openLab(await context.loadConfig(), { signal: context.signal });
    const options = { flight: parseFlight(number), hosts: !anyHosts, dryRun };
    const difference = await adjustFlight(db, options, adjustments);
    context.print(difference, formatDifference(difference) || 'No job changed.');
  },
});
