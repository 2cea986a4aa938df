import { openDatabase } from '../../../db/open/open-database.ts';
import { cloneFlight } from '../../../flight/make/clone-flight.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { BRANCH_FLAG, HOSTS_FLAG, INTENDED_FLAG, JOBS_ARGUMENT, RUNVARS_FLAG } from '../../flags/flight-flags.ts';
import { formatMadeFlight } from '../../shared/made-flight.ts';
import { parseFlight, parsePairs } from '../../flags/parse-values.ts';

type Flags = {
  readonly branch?: string;
  readonly intended?: string;
  readonly runvar?: readonly string[];
  readonly hosts: 'all' | 'possible' | 'any';
  readonly keepBuilds?: boolean;
};

export const command = defineCommand({
  description:
    'Creates a flight with the jobs of another one, as they were before they ran. Prints the number of the new ' +
    'flight on the first line.',
  examples: [
    ['osstest flight clone 77', 'Create a flight like flight 77.'],
    ['osstest flight clone 77 test-amd64-amd64-xl --keep-builds', 'Copy one job, and use the builds of flight 77.'],
  ],
  argumentDocs: [
    { placeholder: 'FLIGHT', brief: 'Number of the flight' },
    { ...JOBS_ARGUMENT, optional: true, variadic: true },
  ],
  parameters: {
    flags: {
      branch: BRANCH_FLAG,
      intended: INTENDED_FLAG,
      runvar: RUNVARS_FLAG,
      hosts: HOSTS_FLAG,
      keepBuilds: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Use the builds of the flight, and create no build jobs',
      },
    },
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: {
        parse: String,
        placeholder: 'FLIGHT [JOB]',
        brief: `Number of the flight; then: ${JOBS_ARGUMENT.brief}`,
      },
    },
  },
  async run(context: CliContext, { runvar, ...flags }: Flags, flight: string, ...jobs: string[]) {
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    const runvars = parsePairs('runvar', runvar);
    const made = await cloneFlight(db, { ...flags, flight: parseFlight(flight), jobs, runvars });
    context.print(made, formatMadeFlight(made));
  },
});
