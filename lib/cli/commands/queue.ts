import { openDatabase } from '../../db/open-database.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { explainWaits } from '../../flight/forecast/explain-wait.ts';
import { formatQueue, formatWait } from '../../report/text/wait-text.ts';
import { currentDate } from '../../util/clock.ts';
import { defineCommand, type CliContext } from '../define-command.ts';

export const command = defineCommand({
  description:
    'In the order in which they think: since when, which hosts each has booked, and when it is expected to start. ' +
    'With a job, why it waits: every host that would do, who has it until when, who gets it next, and who is ahead. ' +
    'The bounds hold in about eight of ten cases, by how long the jobs before it took in the past.',
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: String, brief: 'Only this job, as the queue names it', placeholder: 'FLIGHT.JOB', optional: true },
      ],
    },
  },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, job?: string) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const nowMs = currentDate().getTime();
    const waits = await explainWaits(db, { nowMs, job });
    if (job === undefined) return context.print(waits, formatQueue(waits, nowMs));
    if (waits.length === 0) throw new UsageError(`${job}: does not wait in the queue; see osstest queue`);
    context.print(waits, waits.map((wait) => formatWait(wait, nowMs)).join('\n'));
  },
});
