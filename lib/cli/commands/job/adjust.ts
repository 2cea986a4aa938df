import { openDatabase } from '../../../db/open-database.ts';
import { JobNotFoundError } from '../../../errors/record-errors.ts';
import { changeFlight } from '../../../flight/make/change-flight.ts';
import { formatDifference } from '../../../flight/make/diff-flights.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { ANY_HOSTS_FLAG } from '../../flags/flight-flags.ts';
import { parseJobName, parseRunvarChanges } from '../../flags/runvar-changes.ts';

type Flags = { readonly anyHosts?: boolean; readonly recipe?: string };

export const command = defineCommand({
  description:
    'Sets and takes away runvars of one job of a flight that is being constructed, or a play flight. Prints what has changed.',
  parameters: {
    flags: {
      recipe: { kind: 'parsed', parse: String, optional: true, placeholder: 'RECIPE', brief: 'Another recipe' },
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
    context.print(difference, formatDifference(difference) || 'Nothing has changed.');
  },
});
