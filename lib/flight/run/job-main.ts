// One job in a process and process group of its own. It is told which by its first message, tells its runner what happens
// as long as that lives, and goes on without it.
import process from 'node:process';
import type { EventSink } from '../../../typings/events.ts';
import { openDatabase } from '../../db/open-database.ts';
import { describeError, isOsstestError } from '../../errors/osstest-error.ts';
import { createDatabaseSink } from '../../record/sinks/database-sink.ts';
import { listenForInterrupt } from '../../util/interrupt.ts';
import { runJob } from '../run-job.ts';
import type { JobNews, JobOrder } from './job-order.ts';

/** Once the runner is gone there is nobody to tell. */
const tell = (news: JobNews): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send?.(news, undefined, undefined, () => resolve());
    else resolve();
  });

const runnerSink: EventSink = {
  name: 'runner',
  write: (event) => void tell({ kind: 'event', event }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

async function runOrder({ flight, job, config, fresh, wantsEvents }: JobOrder): Promise<JobNews> {
  using interrupt = listenForInterrupt(process, { onFirst: () => undefined, onSecond: () => process.exit(130) });
  await using db = await openDatabase(config);
  await using recording = createDatabaseSink(db);
  const sinks = wantsEvents ? [recording, runnerSink] : [recording];
  const outcome = await runJob(db, { flight, job, config, sinks, signal: interrupt.signal, fresh });
  return { kind: 'ended', outcome };
}

process.once('disconnect', () => undefined);
process.once('message', (message) => void begin(message as JobOrder));

async function begin(order: JobOrder): Promise<void> {
  process.title = `osstest job ${order.flight}.${order.job}`;
  const refuse = (error: unknown): JobNews => ({
    kind: 'refused',
    code: isOsstestError(error) ? error.code : null,
    reason: describeError(error),
  });
  await tell(await runOrder(order).catch(refuse));
  process.exit(0);
}
