import { openDatabase } from '../../../db/open/open-database.ts';
import { abortJobs } from '../../../record/flights/flight-orders.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { REASON_FLAG, thisPerson } from '../../flags/hold-flags.ts';
import { parseFlight } from '../../flags/parse-values.ts';

export const command = defineCommand({
  description:
    'Aborts the named jobs of a flight, or all jobs that have not finished. Jobs that have not started never ' +
    'start; running jobs end within seconds, on any machine. Prints the aborted jobs.',
  examples: [
    ["osstest flight abort 77 --reason 'wrong revision'", 'Abort every job of flight 77 that has not finished.'],
    ["osstest flight abort 77 test-amd64-amd64-xl --reason 'wrong host'", 'Abort one job.'],
  ],
  argumentDocs: [
    { placeholder: 'FLIGHT', brief: 'Number of the flight' },
    { placeholder: 'JOB', brief: 'Job to abort; default: all', optional: true, variadic: true },
  ],
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
