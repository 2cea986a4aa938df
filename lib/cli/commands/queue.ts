import { openDatabase } from '../../db/open/open-database.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { explainWaits } from '../../flight/forecast/explain-wait.ts';
import { formatQueue, formatWait } from '../../report/text/wait-text.ts';
import { currentDate } from '../../util/clock.ts';
import { defineCommand, type CliContext } from '../shared/define-command.ts';

export const command = defineCommand({
  description:
    'Prints the waiting jobs in the order of their turns: since when each one waits, the hosts that it has ' +
    'booked, and its expected start. With a job, prints why it waits: every suitable host, its user and until ' +
    'when, the next user, and the jobs ahead. About eight of ten starts are within the printed bounds.',
  examples: [
    ['osstest queue', 'List the waiting jobs.'],
    ['osstest queue 77.test-amd64-amd64-xl', 'Print why one job waits.'],
  ],
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, brief: 'Only this job', placeholder: 'FLIGHT.JOB', optional: true }],
    },
  },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, job?: string) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const nowMs = currentDate().getTime();
    const waits = await explainWaits(db, { nowMs, job });
    if (job === undefined) return context.print(waits, formatQueue(waits, nowMs));
    if (waits.length === 0)
      throw new UsageError(`${job}: does not wait for hosts; osstest queue lists the waiting jobs`);
    context.print(waits, waits.map((wait) => formatWait(wait, nowMs)).join('\n'));
  },
});
