import { openLab } from '../../../flight/runner/open-lab.ts';
import { changeFlight } from '../../../flight/make/change-flight.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { ANY_HOSTS_FLAG } from '../../flags/flight-flags.ts';
import { parseFlight } from '../../flags/parse-values.ts';
import { parseRunvarChanges } from '../../flags/runvar-changes.ts';

type Flags = { readonly anyHosts?: boolean };

export const command = defineCommand({
  description:
    'Adds a job to a flight that is under construction, or to a play flight. !NAME removes a runvar that an ' +
    'earlier word has set. The word disable creates no job; it is for scripts.',
  examples: [['osstest job create 77 test-amd64-amd64-pvh test-pvh arch=amd64', 'Add a job to flight 77.']],
  argumentDocs: [
    { placeholder: 'FLIGHT', brief: 'Number of the flight' },
    { placeholder: 'JOB', brief: 'Name of the new job' },
    { placeholder: 'RECIPE', brief: 'Its recipe' },
    { placeholder: 'RUNVAR', brief: 'NAME=VALUE, !NAME or disable', optional: true, variadic: true },
  ],
  parameters: {
    flags: {
      anyHosts: ANY_HOSTS_FLAG,
    },
    positional: {
      kind: 'array',
      minimum: 3,
      parameter: {
        parse: String,
        placeholder: 'FLIGHT JOB RECIPE [RUNVAR',
        brief: 'Number of the flight; name of the job; its recipe; then NAME=VALUE, !NAME or disable',
      },
    },
  },
  async run(context: CliContext, { anyHosts = false }: Flags, ...words: string[]) {
    const [number = '', job = '', recipe = '', ...rest] = words;
    const flight = parseFlight(number);
    const { set: runvars, disabled } = parseRunvarChanges(rest);
    if (!disabled) {
      await using db = await openLab(await context.loadConfig(), { signal: context.signal });
      await changeFlight(db, { flight, hosts: !anyHosts }, (before) => {
        if (before.jobs.some((other) => other.job === job)) throw new UsageError(`${flight}.${job}: already exists`);
        return Promise.resolve({ ...before, jobs: [...before.jobs, { job, recipe, runvars }] });
      });
    }
    context.print({ flight, job, recipe, runvars, disabled }, disabled ? 'disabled' : `${flight}.${job}`);
  },
});
