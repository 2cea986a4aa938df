import type { Emitter, EventSink } from '../../../typings/events.ts';
import type { FinalJobStatus, JobStatus } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';
import { JobNotRunnableError } from '../../errors/flight-errors.ts';
import { JobNotFoundError } from '../../errors/record-errors.ts';
import { currentDate, systemClock, type Clock } from '../../util/clock.ts';
import { createEmitter } from '../events/create-emitter.ts';
import { readHarnessRevision } from '../harness-revision.ts';
import { setJobStatus, setRunvar } from './job-status.ts';
import type { JobKey } from '../job-key.ts';
import { recordStep, type StepRecorder, type StepStart } from './step-recorder.ts';

export interface JobRecorderOptions {
  readonly flight: number;
  readonly job: string;
  /** The task that owns the job's resources; the job is ours while the task is live. null: not checked. */
  readonly taskId: number | null;
  /** These sinks get every event; the caller owns them. */
  readonly sinks: readonly EventSink[];
  readonly clock?: Clock;
  /** Default: the revision of this osstest. */
  readonly harness?: string | undefined;
  /** Statuses in which the job may be started. Default: any. */
  readonly runnable?: readonly JobStatus[];
  /** The usual durations of the job's steps in milliseconds, by testid. They are only shown. */
  readonly expected?: ReadonlyMap<string, number>;
}

/** Records one run of a job. When a promise resolves, its data is in the database. */
export interface JobRecorder extends JobKey {
  readonly recipe: string;
  /** For events of the job; each step has its own emitter. */
  readonly emitter: Emitter;
  /**
   * Records the start of a step. Steps are numbered in the order of the calls.
   * @throws JobLostError (`JOB_LOST`, blame lab) - our task has ended.
   */
  startStep(step: StepStart): Promise<StepRecorder>;
  /**
   * Sets the job's status, unless it is `aborted` or `broken`. Returns the resulting status.
   * @throws JobLostError (`JOB_LOST`, blame lab) - our task has ended.
   */
  setStatus(status: JobStatus): Promise<JobStatus>;
  /** Sets the final status with its reason. Returns the resulting status. */
  finish(status: FinalJobStatus, reason?: string | null): Promise<JobStatus>;
  /** Records a runvar that the run sets. */
  setRunvar(name: string, value: string): Promise<void>;
}

interface JobStart extends JobKey {
  readonly taskId: number | null;
  readonly runnable: readonly JobStatus[] | null;
  readonly harness: string;
  readonly at: Date;
}
interface StartedJob {
  readonly recipe: string;
  readonly status: JobStatus;
  readonly holder: number | null;
  readonly begun: boolean;
  readonly lastStepno: number;
}

const beginJob = sql<JobStart, StartedJob>('record/begin-job');

/**
 * Starts recording a job: records its task, the harness revision and the start of its flight. When several harnesses
 * try to start the same job, one succeeds. The recorder survives short losses of the database.
 *
 * @throws JobNotFoundError (`JOB_NOT_FOUND`, blame operator)
 * @throws JobNotRunnableError (`JOB_NOT_RUNNABLE`, blame operator) - another harness runs it, or it has already run.
 *
 * Source: osstest job_ensure_started; lib/db/sql/record/begin-job.sql
 */
export async function openJobRecorder(db: Queryable, options: JobRecorderOptions): Promise<JobRecorder> {
  const { flight, job, taskId } = options;
  const key: JobKey = { flight, job };
  const clock = options.clock ?? systemClock;
  const harness = options.harness ?? (await readHarnessRevision());
  const startedAt = clock.now();
  const begun = await startJob(db, {
    ...key,
    taskId,
    runnable: options.runnable ?? null,
    harness,
    at: currentDate(clock),
  });
  const emitter = createEmitter(options.sinks, key, clock);
  const expectedMs = sumOf(options.expected);
  emitter.emit({ kind: 'job-started', recipe: begun.recipe, ...(expectedMs === null ? {} : { expectedMs }) });
  let lastStepno = begun.lastStepno;
  const setStatus = async (status: JobStatus): Promise<JobStatus> => {
    const answer = await setJobStatus(db, key, status, taskId);
    if (answer.changed) emitter.emit({ kind: 'job-status', status });
    return answer.status;
  };
  return {
    ...key,
    recipe: begun.recipe,
    emitter,
    setStatus,
    startStep: (step) => {
      lastStepno += 1;
      return recordStep({ db, key, taskId, emitter, clock, expected: options.expected }, lastStepno, step);
    },
    finish: async (wanted, reason = null) => {
      const status = await setStatus(wanted);
      emitter.emit({ kind: 'job-finished', status, reason, durationMs: clock.now() - startedAt });
      return status;
    },
    setRunvar: async (name, value) => {
      await setRunvar(db, { ...key, taskId }, name, value);
      emitter.emit({ kind: 'runvar', name, value });
    },
  };
}

async function startJob(db: Queryable, begin: JobStart): Promise<StartedJob> {
  const { flight, job } = begin;
  const begun = await serializable(db, (tx) => maybeOne(tx, beginJob, begin), { isRepeatable: true });
  if (begun === null) throw new JobNotFoundError(flight, job);
  if (begun.begun) return begun;
  throw new JobNotRunnableError(
    begun.holder === null
      ? `job ${flight}.${job}: its status is ${begun.status}; only ${begin.runnable?.join(', ')} can be run`
      : `job ${flight}.${job}: is being run by another harness (task ${begun.holder})`,
  );
}

/** Returns the sum of the durations; null: none is known. */
function sumOf(durations: ReadonlyMap<string, number> | undefined): number | null {
  if (durations === undefined || durations.size === 0) return null;
  return [...durations.values()].reduce((sum, ms) => sum + ms, 0);
}
