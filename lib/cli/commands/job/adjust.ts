import { openDatabase } from '../../../db/open/open-database.ts';
import { JobNotFoundError } from '../../../errors/record-errors.ts';
import { changeFlight } from '../../../flight/make/change-flight.ts';
import { formatDifference } from '../../../flight/make/diff-flights.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { ANY_HOSTS_FLAG } from '../../flags/flight-flags.ts';
import { parseJobName, parseRunvarChanges } from '../../flags/runvar-changes.ts';

type Flags = { readonly anyHosts?: boolean; readonly recipe?: string };

export const command = defineCommand({
  description:
    'Sets and removes runvars of a job. The flight must be under construction or a play flight. Prints the ' +
    'changes.',
  examples: [
    ['osstest job adjust 77.test-amd64-amd64-xl debian_suite=trixie', 'Set a runvar.'],
    [
      "osstest job adjust 77.test-amd64-amd64-xl '!debian_suite' --recipe test-pvh",
      'Remove a runvar, and change the recipe.',
    ],
  ],
  argumentDocs: [
    { placeholder: 'FLIGHT.JOB', brief: 'The job' },
    { placeholder: 'RUNVAR', brief: 'NAME=VALUE sets a runvar, !NAME removes it', optional: true, variadic: true },
  ],
  parameters: {
    flags: {
      recipe: { kind: 'parsed', parse: String, optional: true, placeholder: 'RECIPE', brief: 'New recipe of the job' },
      anyHosts: ANY_HOSTS_FLAG,
    },
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: {
        parse: String,
        placeholder: 'FLIGHT.JOB [RUNVAR',
        brief: 'The job; then NAME=VALUE, or !NAME for one that is to go',
      },
    },
  },
  async run(context: CliContext, { anyHosts = false, recipe }: Flags, name: string, ...words: string[]) {
    const { flight, job } = parseJobName(name);
    const { set, unset } = parseRunvarChanges(words);
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    const difference = await changeFlight(db, { flight, hosts: !anyHosts }, (before) => {
      if (!before.jobs.some((each) => each.job === job)) throw new JobNotFoundError(flight, job);
      const jobs = before.jobs.map((each) => {
        if (each.job !== job) return each;
        const kept = Object.entries(each.runvars).filter(([runvar]) => !unset.includes(runvar));
        return { ...each, recipe: recipe ?? each.recipe, runvars: { ...Object.fromEntries(kept), ...set } };
      });
      return Promise.resolve({ ...before, jobs });
    });
    context.print(difference, formatDifference(difference) || 'Nothing changed.');
  },
});
