// The main module of a job process. It runs jobs one after another in its own process group, as messages from the runner
// order, and sends messages back while the runner lives. Without a runner it finishes its job and exits.
import process from 'node:process';
import type { Config } from '../../../typings/config.ts';
import type { EventSink } from '../../../typings/events.ts';
import type { Db } from '../../db/db.ts';
import { openDatabase } from '../../db/open/open-database.ts';
import { describeError, isOsstestError } from '../../errors/osstest-error.ts';
import { readHarnessRevision } from '../../record/harness-revision.ts';
import { createDatabaseSink } from '../../record/events/database-sink.ts';
import { listenForInterrupt } from '../../util/interrupt.ts';
import { runJob } from '../job/run-job.ts';
import type { JobMessage, JobOrder } from './job-order.ts';

/** Sends a message to the runner, if it lives. */
const send = (message: JobMessage): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });

const sinkOf = (name: string, write: EventSink['write']): EventSink => ({
  name,
  write,
  [Symbol.asyncDispose]: () => Promise.resolve(),
});

const runnerSink = sinkOf('runner', (event) => void send({ kind: 'event', event }));

interface Ended {
  readonly message: JobMessage;
  /** Whether the job passed and cleaned up completely. */
  readonly isClean: boolean;
}

async function runOrder({ flight, job, config, fresh, sendsEvents }: JobOrder): Promise<Ended> {
  let isClean = true;
  const cleanupSink = sinkOf('clean-up', ({ kind }) => {
    if (kind === 'cleanup-failed') isClean = false;
  });
  using interrupt = listenForInterrupt(process, { onFirst: () => undefined, onSecond: () => process.exit(130) });
  opened ??= openForJobs(config);
  const { db, harness } = await opened;
  await using recording = createDatabaseSink(db);
  const sinks = [recording, cleanupSink, ...(sendsEvents ? [runnerSink] : [])];
  const outcome = await runJob(db, { flight, job, config, sinks, signal: interrupt.signal, fresh, harness });
  return { message: { kind: 'ended', outcome }, isClean: isClean && outcome.status === 'pass' };
}

const refusal = (error: unknown): Ended => ({
  message: { kind: 'refused', code: isOsstestError(error) ? error.code : null, reason: describeError(error) },
  isClean: false,
});

/** Opens the database and reads the revision, which all jobs of the process share. */
async function openForJobs(config: Config): Promise<{ readonly db: Db; readonly harness: string }> {
  const harness = await readHarnessRevision();
  return { db: await openDatabase(config, { keepsAlive: false }), harness };
}

async function close(): Promise<void> {
  await opened?.then(({ db }) => db.close()).catch(() => undefined); // the database could not be opened, or the connection is lost
}

async function end(): Promise<void> {
  await close();
  if (process.connected) process.exit(0);
  process.kill(0, 'SIGKILL'); // without a runner, this process must end the processes that the job started
}

let opened: ReturnType<typeof openForJobs> | null = null;
let hasJob = false;

process.on('message', (order) => void take(order as JobOrder));
process.on('disconnect', () => {
  if (!hasJob) void end();
});
// The event loop is empty: the job has left nothing open in this process.
process.on('beforeExit', () => {
  process.title = 'osstest job process';
  process.channel?.ref();
  void send({ kind: 'free' });
});

async function take(order: JobOrder): Promise<void> {
  hasJob = true;
  process.title = `osstest job ${order.flight}.${order.job}`;
  const { message, isClean } = await runOrder(order).catch(refusal);
  if (!isClean) await close();
  await send(message);
  hasJob = false;
  if (isClean && process.connected)
    process.channel?.unref(); // from now on only handles that the job left open keep this process alive
  else await end();
}
