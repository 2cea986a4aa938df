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

/** The jobs that one runner runs. */
export interface OwnJobs {
  names(): ReadonlySet<string>;
  underWay(): readonly { readonly job: string; readonly sinceMs: number }[];
  /** Starts a job in a job process; with `onFailure` in this process. */
  start(job: string): Promise<void>;
  /** Runs a job in this process. For jobs that end before they book a host. */
  runHere(job: string): Promise<void>;
  /** Resolves when a job has ended since the last call, or after `withinMs`. Ends the free processes before it waits. */
  nextEnd(withinMs: number): Promise<void>;
  /** Asks all jobs to stop, and kills those that do not stop in time. */
  stopAll(): void;
  /** Ends the processes that have no job. */
  endFreeProcesses(): Promise<void>;
  /** Returns the outcomes of the ended jobs. */
  outcomes(): Readonly<Record<string, JobOutcome>>;
}

interface OwnJob {
  readonly sinceMs: number;
  /** null: the job runs in this process. */
  readonly process: StartedJob | null;
  /** Never rejects. */
  readonly over: Promise<void>;
}

/** How long jobs may take to stop. */
const STOP_GRACE_MS = minutes(2);

/** Returns an empty set of jobs of a flight. */
export function createOwnJobs(db: Db, options: Omit<RunJobOptions, 'job'>, clock: Clock): OwnJobs {
  const { flight, config, sinks, fresh = false, signal } = options;
  const sharedSinks = sinks.filter(({ isPerProcess }) => isPerProcess !== true);
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
    const settled = await endings.settle(job, end).catch(() => null); // the runner itself detects the lost database
    note(job, settled);
    forget(job);
  };
  const runHere = async (job: string): Promise<void> => note(job, await runInProcess(db, { ...options, job }, endings));
  /** Starts a job in this process: `onFailure` needs its open hosts, which cannot be passed between processes. */
  const startHere = (job: string): void => {
    const over = runHere(job)
      .catch(() => undefined) // the runner itself detects the lost database
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
      const order = { flight, job, config, fresh, sendsEvents: sharedSinks.length > 0 };
      const started = await processes.start(order, (event) => emitToAll(sharedSinks, event));
      jobs.set(job, { sinceMs: clock.now(), process: started, over: started.ended.then((end) => settle(job, end)) });
      if (signal.aborted) started.stop();
    },
    nextEnd: async (withinMs) => {
      if (!hasEnded) {
        void processes.endFree(); // a job that can start later gets a new process
        await within(Promise.race([...jobs.values()].map(({ over }) => over)), withinMs, clock);
      }
      hasEnded = false;
    },
    endFreeProcesses: () => processes.endFree(),
    stopAll: () => void stopJobs([...jobs.values()], clock),
  };
}

function emitToAll(sinks: readonly EventSink[], event: LabEvent): void {
  for (const sink of sinks) void Promise.resolve(sink.write(event)).catch(() => undefined); // a failing sink loses its own events only
}

/** Runs a job in this process. Returns null if another runner has taken the job. */
async function runInProcess(db: Db, options: RunJobOptions, endings: JobEndings): Promise<JobOutcome | null> {
  try {
    return await runJob(db, options);
  } catch (error) {
    if (isOsstestError(error) && error.code === 'JOB_NOT_RUNNABLE') return null;
    return endings.breakJob(options.job, describeError(error));
  }
}

/** Stops jobs. From now on the exit of this process, at a second interrupt, kills the jobs too. */
async function stopJobs(jobs: readonly OwnJob[], clock: Clock): Promise<void> {
  const killAll = (): void => jobs.forEach((job) => job.process?.kill());
  process.once('exit', killAll);
  for (const job of jobs) job.process?.stop();
  const all = Promise.all(jobs.map((job) => job.over));
  if ((await within(all, STOP_GRACE_MS, clock)) === 'late') killAll();
  await all;
  process.off('exit', killAll);
}
