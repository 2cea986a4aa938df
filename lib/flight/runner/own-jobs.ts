import process from 'node:process';
import type { EventSink, LabEvent } from '../../../typings/events.ts';
import type { Db } from '../../db/db.ts';
import { describeError, isOsstestError } from '../../errors/osstest-error.ts';
import type { Clock } from '../../util/clock.ts';
import { minutes } from '../../util/units.ts';
import { within } from '../../util/within.ts';
import type { RunJobOptions } from '../job/run-job-options.ts';
import { runJob, type JobOutcome } from '../job/run-job.ts';
import { createJobEndings, type JobEndings } from './job-endings.ts';
import type { JobProcessEnd } from './job-process.ts';
import { createJobProcesses, type StartedJob } from './job-processes.ts';

/** The jobs that one runner has under way. */
export interface OwnJobs {
  names(): ReadonlySet<string>;
  underWay(): readonly { readonly job: string; readonly sinceMs: number }[];
  /** Starts a job: in a process that has no other, unless somebody wants to see its failures here. */
  start(job: string): Promise<void>;
  /** Runs a job in this process: one that ends before it would book a host. */
  runHere(job: string): Promise<void>;
  /** Resolves when a job has ended since the last call, or after some time; a process that has no job by now is ended. */
  nextEnd(withinMs: number): Promise<void>;
  /** Asks all to stop, and ends those that do not. */
  stopAll(): void;
  /** Ends the processes that have no job. */
  endFreeProcesses(): Promise<void>;
  /** How those that have ended did. */
  outcomes(): Readonly<Record<string, JobOutcome>>;
}

interface OwnJob {
  readonly sinceMs: number;
  /** null: it runs in this process. */
  readonly process: StartedJob | null;
  /** Never rejects. */
  readonly over: Promise<void>;
}

/** How long jobs may take to end when they are told to. */
const STOP_GRACE_MS = minutes(2);

export function createOwnJobs(db: Db, options: Omit<RunJobOptions, 'job'>, clock: Clock): OwnJobs {
  const { flight, config, sinks, fresh = false, signal } = options;
  const heard = sinks.filter(({ isPerProcess }) => isPerProcess !== true);
  const jobs = new Map<string, OwnJob>();
  const outcomes: Record<string, JobOutcome> = {};
  const endings = createJobEndings(db, options, clock);
  const processes = createJobProcesses();
  let hasEnded = false;
  const note = (job: string, outcome: JobOutcome | null): void => {
    if (outcome !== null) outcomes[job] = outcome;
  };
  const forget = (job: string): void => {
    jobs.delete(job);
    hasEnded = true;
  };
  const settle = async (job: string, end: JobProcessEnd): Promise<void> => {
    const settled = await endings.settle(job, end).catch(() => null); // the runner finds out that the database is gone
    note(job, settled);
    forget(job);
  };
  const runHere = async (job: string): Promise<void> => note(job, await runInProcess(db, { ...options, job }, endings));
  /** Who wants to see a failure while the hosts are as it left them needs what cannot leave the process. */
  const startHere = (job: string): void => {
    const over = runHere(job)
      .catch(() => undefined) // the runner finds out that the database is gone
      .then(() => forget(job));
    jobs.set(job, { sinceMs: clock.now(), process: null, over });
  };
  return {
    runHere,
    names: () => new Set(jobs.keys()),
    underWay: () => [...jobs].map(([job, { sinceMs }]) => ({ job, sinceMs })),
    outcomes: () => outcomes,
    start: async (job) => {
      if (options.onFailure !== undefined) return startHere(job);
      const order = { flight, job, config, fresh, wantsEvents: heard.length > 0 };
      const started = await processes.start(order, (event) => tellAll(heard, event));
      jobs.set(job, { sinceMs: clock.now(), process: started, over: started.ended.then((end) => settle(job, end)) });
      if (signal.aborted) started.stop();
    },
    nextEnd: async (withinMs) => {
      if (!hasEnded) {
        void processes.endFree(); // for a job that can be started later there will be a new one
        await within(Promise.race([...jobs.values()].map(({ over }) => over)), withinMs, clock);
      }
      hasEnded = false;
    },
    endFreeProcesses: () => processes.endFree(),
    stopAll: () => void stopJobs([...jobs.values()], clock),
  };
}

function tellAll(sinks: readonly EventSink[], event: LabEvent): void {
  for (const sink of sinks) void Promise.resolve(sink.write(event)).catch(() => undefined); // it loses what it loses
}

/** null: somebody else was faster. */
async function runInProcess(db: Db, options: RunJobOptions, endings: JobEndings): Promise<JobOutcome | null> {
  try {
    return await runJob(db, options);
  } catch (error) {
    if (isOsstestError(error) && error.code === 'JOB_NOT_RUNNABLE') return null;
    return endings.breakJob(options.job, describeError(error));
  }
}

/** From now on a second order to stop, which ends this process at once, ends the jobs with it. */
async function stopJobs(jobs: readonly OwnJob[], clock: Clock): Promise<void> {
  const killAll = (): void => jobs.forEach((job) => job.process?.kill());
  process.once('exit', killAll);
  for (const job of jobs) job.process?.stop();
  const all = Promise.all(jobs.map((job) => job.over));
  if ((await within(all, STOP_GRACE_MS, clock)) === 'late') killAll();
  await all;
  process.off('exit', killAll);
}
