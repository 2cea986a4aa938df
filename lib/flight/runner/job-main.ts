// Jobs in a process and process group of their own, one after another. It is told which by messages, tells its runner what
// happens as long as that lives, and ends the job that it has without it.
import process from 'node:process';
import type { Config } from '../../../typings/config.ts';
import type { EventSink } from '../../../typings/events.ts';
import type { Db } from '../../db/db.ts';
import { openDatabase } from '../../db/open-database.ts';
import { describeError, isOsstestError } from '../../errors/osstest-error.ts';
import { readHarnessRevision } from '../../record/harness-revision.ts';
import { createDatabaseSink } from '../../record/events/database-sink.ts';
import { listenForInterrupt } from '../../util/interrupt.ts';
import { runJob } from '../job/run-job.ts';
import type { JobNews, JobOrder } from './job-order.ts';

/** Once the runner is gone there is nobody to tell. */
const tell = (news: JobNews): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send?.(news, undefined, undefined, () => resolve());
    else resolve();
  });

const sinkOf = (name: string, write: EventSink['write']): EventSink => ({
  name,
  write,
  [Symbol.asyncDispose]: () => Promise.resolve(),
});

const runnerSink = sinkOf('runner', (event) => void tell({ kind: 'event', event }));

interface Ended {
  readonly news: JobNews;
  /** Whether it passed, and gave back all that it had. */
  readonly isClean: boolean;
}

async function runOrder({ flight, job, config, fresh, wantsEvents }: JobOrder): Promise<Ended> {
  let isClean = true;
  const cleanupSink = sinkOf('clean-up', ({ kind }) => {
    if (kind === 'cleanup-failed') isClean = false;
  });
  using interrupt = listenForInterrupt(process, { onFirst: () => undefined, onSecond: () => process.exit(130) });
  opened ??= openForJobs(config);
  const { db, harness } = await opened;
  await using recording = createDatabaseSink(db);
  const sinks = [recording, cleanupSink, ...(wantsEvents ? [runnerSink] : [])];
  const outcome = await runJob(db, { flight, job, config, sinks, signal: interrupt.signal, fresh, harness });
  return { news: { kind: 'ended', outcome }, isClean: isClean && outcome.status === 'pass' };
}

const refusal = (error: unknown): Ended => ({
  news: { kind: 'refused', code: isOsstestError(error) ? error.code : null, reason: describeError(error) },
  isClean: false,
});

/** What all jobs of a process use. */
async function openForJobs(config: Config): Promise<{ readonly db: Db; readonly harness: string }> {
  const harness = await readHarnessRevision();
  return { db: await openDatabase(config, { keepsAlive: false }), harness };
}

async function close(): Promise<void> {
  await opened?.then(({ db }) => db.close()).catch(() => undefined); // it could not be opened, or is gone
}

async function end(): Promise<void> {
  await close();
  if (process.connected) process.exit(0);
  process.kill(0, 'SIGKILL'); // without a runner nobody else ends what the job has started
}

let opened: ReturnType<typeof openForJobs> | null = null;
let hasJob = false;

process.on('message', (message) => void take(message as JobOrder));
process.on('disconnect', () => {
  if (!hasJob) void end();
});
// Nothing is open any more that could still do something: of the job nothing is left in this process.
process.on('beforeExit', () => {
  process.title = 'osstest job process';
  process.channel?.ref();
  void tell({ kind: 'free' });
});

async function take(order: JobOrder): Promise<void> {
  hasJob = true;
  process.title = `osstest job ${order.flight}.${order.job}`;
  const { news, isClean } = await runOrder(order).catch(refusal);
  if (!isClean) await close();
  await tell(news);
  hasJob = false;
  if (isClean && process.connected)
    process.channel?.unref(); // what keeps this process from its end is the job's
  else await end();
}
