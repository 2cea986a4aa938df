import { openLab } from '../../../flight/runner/open-lab.ts';
import { changeFlight } from '../../../flight/make/change-flight.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { ANY_HOSTS_FLAG } from '../../flags/flight-flags.ts';
import { parseFlight } from '../../flags/parse-values.ts';
import { parseRunvarChanges } from '../../flags/runvar-changes.ts';

type Flags = { readonly anyHosts?: boolean };

export const command = defineCommand({
  description:
    'Adds a job to a flight that is being constructed, or a play flight. !NAME takes out a runvar that an earlier word ' +
    'has set; disable makes no job at all (for scripts).',
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
        if (before.jobs.some((other) => other.job === job)) throw new UsageError(`${flight}.${job}: is there already`);
        return Promise.resolve({ ...before, jobs: [...before.jobs, { job, recipe, runvars }] });
      });
    }
    context.print({ flight, job, recipe, runvars, disabled }, disabled ? 'disabled' : `${flight}.${job}`);
  },
});
