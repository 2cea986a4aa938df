import { openDatabase } from '../../../db/open/open-database.ts';
import { rerunJob } from '../../../flight/runner/rerun-job.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { parseJobName } from '../../flags/runvar-changes.ts';

export const command = defineCommand({
  description:
    'Makes a finished job ready to run again; the next `osstest flight run` runs it. The record of the earlier ' +
    'run is retained. A job that passed or failed can run again only in a play flight, so that no result is ' +
    'hidden.',
  examples: [['osstest job rerun 77.test-amd64-amd64-xl', 'Run a broken job again with the next flight run.']],
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'FLIGHT.JOB', brief: 'The finished job' }],
    },
  },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, name: string) {
    const key = parseJobName(name);
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    const attempt = await rerunJob(db, key);
    context.print({ ...key, attempt }, `${name}: its run ${attempt} is retained; the job can run again`);
  },
});
