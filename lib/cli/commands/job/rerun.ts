import { openDatabase } from '../../../db/open-database.ts';
import { rerunJob } from '../../../flight/runner/rerun-job.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { parseJobName } from '../../flags/runvar-changes.ts';

export const command = defineCommand({
  description:
    'What the job recorded is set aside and stays; it becomes retriable, and the next osstest flight run runs it. A job ' +
    'that passed or failed is run again only in a play flight: what it found is not to be hidden.',
  parameters: {
    positional: { kind: 'tuple', parameters: [{ parse: String, placeholder: 'FLIGHT.JOB', brief: 'The job' }] },
  },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, name: string) {
    const key = parseJobName(name);
    await using db = await openDatabase(await context.loadConfig(), { signal: context.signal });
    const attempt = await rerunJob(db, key);
    context.print({ ...key, attempt }, `${name}: its run ${attempt} is set aside; it can be run again`);
  },
});
