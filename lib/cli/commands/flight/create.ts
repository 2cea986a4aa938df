import { openLab } from '../../../flight/runner/open-lab.ts';
import { loadFlight } from '../../../flight/make/load-flight.ts';
import { makeFlight, planFlight, type MakeFlightOptions } from '../../../flight/make/make-flight.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import {
  BRANCH_FLAG,
  HOSTS_FLAG,
  INPUT_FLAGS,
  INTENDED_FLAG,
  JOBS_ARGUMENT,
  RUNVARS_FLAG,
  toInputs,
  type InputFlags,
} from '../../flags/flight-flags.ts';
import { formatMadeFlight } from '../../shared/made-flight.ts';
import { parsePairs } from '../../flags/parse-values.ts';

type Flags = InputFlags & {
  readonly branch?: string;
  readonly intended?: string;
  readonly runvar?: readonly string[];
  readonly hosts: 'all' | 'possible' | 'any';
  readonly dryRun?: boolean;
};

export const command = defineCommand({
  description:
    'Creates the jobs of a branch, or those of a file. The file is a module whose default export is a ' +
    'defineFlight value, or a list (.tsv: job, recipe, NAME=VALUE..., separated by tabs). If anything is wrong, ' +
    'the command reports all problems and creates nothing. Prints the number of the flight on the first line.',
  examples: [
    ['osstest flight create xen-unstable', 'Create the flight of a branch.'],
    ['osstest flight create my-flight.ts --dry-run', 'Check a flight of your own without creating it.'],
    [
      'osstest flight create xen-unstable test-amd64-amd64-xl --revision xen=4a30a2b931ce',
      'Create one job, and the builds that it needs, for one revision of Xen.',
    ],
  ],
  argumentDocs: [
    { placeholder: 'BRANCH|FILE', brief: 'Branch of the gate, or file with a flight' },
    { ...JOBS_ARGUMENT, optional: true, variadic: true },
  ],
  parameters: {
    flags: {
      ...INPUT_FLAGS,
      branch: BRANCH_FLAG,
      intended: { ...INTENDED_FLAG, brief: `${INTENDED_FLAG.brief}; default: play` },
      runvar: RUNVARS_FLAG,
      hosts: HOSTS_FLAG,
      dryRun: { kind: 'boolean', optional: true, withNegated: false, brief: 'Check everything, and create nothing' },
    },
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: {
        parse: String,
        placeholder: 'BRANCH|FILE JOB',
        brief: `What to make; then: ${JOBS_ARGUMENT.brief}`,
      },
    },
  },
  async run(context: CliContext, flags: Flags, reference: string, ...jobs: string[]) {
    const config = await context.loadConfig();
    const source = await loadFlight(reference);
    await using db = await openLab(config, { signal: context.signal });
    const options: MakeFlightOptions = {
      source,
      branch: flags.branch ?? source.branch ?? config.branch,
      intended: flags.intended ?? 'play',
      inputs: toInputs(flags),
      runvars: parsePairs('runvar', flags.runvar),
      hosts: flags.hosts,
      jobs,
    };
    const made =
      flags.dryRun === true ? { flight: null, ...(await planFlight(db, options)) } : await makeFlight(db, options);
    context.print(made, formatMadeFlight(made));
  },
});
