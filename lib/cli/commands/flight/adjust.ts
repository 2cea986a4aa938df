import { openLab } from '../../../flight/runner/open-lab.ts';
import { ADJUSTMENTS, parseAdjustments } from '../../../flight/make/adjustments.ts';
import { adjustFlight } from '../../../flight/make/change-flight.ts';
import { formatDifference } from '../../../flight/make/diff-flights.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { ANY_HOSTS_FLAG } from '../../flags/flight-flags.ts';
import { parseFlight } from '../../flags/parse-values.ts';

type Flags = { readonly anyHosts?: boolean; readonly dryRun?: boolean };

const changes = Object.entries(ADJUSTMENTS)
  .map(([name, words]) => [name, ...words].join(' '))
  .join('; ');

export const command = defineCommand({
  description:
    `Changes, one behind the other: ${changes}. JOBS and RUNVARS: . is all, ^RE and /RE are patterns, anything else is ` +
    'the name. All changes are made, or none. Only for a flight that is being constructed, or a play flight. Prints what ' +
    'has changed.',
  parameters: {
    flags: {
      anyHosts: { ...ANY_HOSTS_FLAG, brief: 'Do not ask whether the lab has hosts for its jobs' },
      dryRun: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Say what would change, and change nothing',
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
    context.print(difference, formatDifference(difference) || 'No job has changed.');
  },
});
