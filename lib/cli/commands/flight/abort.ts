import { openDatabase } from '../../../db/open-database.ts';
import { abortJobs } from '../../../record/flights/flight-orders.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { REASON_FLAG, thisPerson } from '../../flags/hold-flags.ts';
import { parseFlight } from '../../flags/parse-values.ts';

export const command = defineCommand({
  description:
    'Aborts the jobs of a flight that are not over, or those that are named: they are not run, and those that run end ' +
    'within seconds, wherever they are. Prints the jobs that were aborted.',
  parameters: {
    flags: { reason: REASON_FLAG },
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: {
        parse: String,
        placeholder: 'FLIGHT [JOB]',
        brief: 'Number of the flight; names of jobs, default all',
      },
    },
  },
  async run(context: CliContext, { reason }: { readonly reason: string }, number: string, ...jobs: string[]) {
    const flight = parseFlight(number);
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    const which = jobs.length === 0 ? { flight } : { flight, jobs };
    const aborted = await abortJobs(db, which, { who: thisPerson(), reason });
    context.print(aborted, aborted.length === 0 ? 'No job was aborted.' : aborted.join('\n'));
  },
});
