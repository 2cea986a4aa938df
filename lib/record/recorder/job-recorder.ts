import type { Emitter, EventSink } from '../../../typings/events.ts';
import type { FinalJobStatus, JobStatus } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';
import { withReconnect } from '../../db/with-reconnect.ts';
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
  /** The task that owns what the job uses; while it is live the job is ours. null: nobody checks. */
  readonly taskId: number | null;
  /** Get every event; they stay the caller's. */
  readonly sinks: readonly EventSink[];
  readonly clock?: Clock;
  /** Default: this osstest's revision. */
  readonly harness?: string | undefined;
  /** In which statuses the job may be taken up; default any. */
  readonly runnable?: readonly JobStatus[];
  /** How long its steps usually take, by testid, in milliseconds; for people who watch. */
  readonly expected?: ReadonlyMap<string, number>;
}

/** Records one run of a job. What it resolves with is in the database. */
export interface JobRecorder extends JobKey {
  readonly recipe: string;
  /** Events of the job; its steps' come from their own. */
  readonly emitter: Emitter;
  /**
   * Records that a step has begun. Steps get their numbers in the order of the calls.
   * @throws JobLostError (`JOB_LOST`, blame lab) - our task was ended.
   */
  startStep(step: StepStart): Promise<StepRecorder>;
  /**
   * Sets the job's status, unless it is `aborted` or `broken`; gives the status now in force.
   * @throws JobLostError (`JOB_LOST`, blame lab) - our task was ended.
   */
  setStatus(status: JobStatus): Promise<JobStatus>;
  /** Sets the final status and tells why; gives the status now in force. */
  finish(status: FinalJobStatus, reason?: string | null): Promise<JobStatus>;
  /** Records a runvar that the run made. */
  setRunvar(name: string, value: string): Promise<void>;
}

interface Begin extends JobKey {
  readonly taskId: number | null;
  readonly runnable: readonly JobStatus[] | null;
  readonly harness: string;
  readonly at: Date;
}
interface Begun {
  readonly recipe: string;
  readonly status: JobStatus;
  readonly holder: number | null;
  readonly begun: boolean;
  readonly lastStepno: number;
}

const beginJob = sql<Begin, Begun>('record/begin-job');

/**
 * Takes a job up for recording: notes its task and the harness revision, and that its flight has started. Of several
 * harnesses that want the same job one gets it. What it records outlives short losses of the database.
 *
 * @throws JobNotFoundError (`JOB_NOT_FOUND`, blame operator)
 * @throws JobNotRunnableError (`JOB_NOT_RUNNABLE`, blame operator) - somebody else has it, or it has been run.
 *
 * Source: osstest job_ensure_started; lib/db/sql/record/begin-job.sql
 */
export async function openJobRecorder(db: Queryable, options: JobRecorderOptions): Promise<JobRecorder> {
  const { flight, job, taskId } = options;
  const key: JobKey = { flight, job };
  const clock = options.clock ?? systemClock;
  const harness = options.harness ?? (await readHarnessRevision());
  const begunAt = clock.now();
  const begun = await take(db, {
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
    const answer = await withReconnect(() => setJobStatus(db, key, status, taskId), { clock });
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
      emitter.emit({ kind: 'job-finished', status, reason, durationMs: clock.now() - begunAt });
      return status;
    },
    setRunvar: async (name, value) => {
      await withReconnect(() => setRunvar(db, { ...key, taskId }, name, value), { clock });
      emitter.emit({ kind: 'runvar', name, value });
    },
  };
}

async function take(db: Queryable, begin: Begin): Promise<Begun> {
  const { flight, job } = begin;
  const begun = await withReconnect(() => serializable(db, (tx) => maybeOne(tx, beginJob, begin)));
  if (begun === null) throw new JobNotFoundError(flight, job);
  if (begun.begun) return begun;
  throw new JobNotRunnableError(
    begun.holder === null
      ? `job ${flight}.${job}: is ${begun.status}; only ${begin.runnable?.join(', ')} can be run`
      : `job ${flight}.${job}: is being run by another harness (task ${begun.holder})`,
  );
}

/** null: nothing is known. */
function sumOf(durations: ReadonlyMap<string, number> | undefined): number | null {
  if (durations === undefined || durations.size === 0) return null;
  return [...durations.values()].reduce((sum, ms) => sum + ms, 0);
}
