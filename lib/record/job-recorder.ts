import type { Emitter, EventSink } from '../../typings/events.ts';
import type { FinalJobStatus, JobStatus } from '../../typings/status.ts';
import type { Queryable } from '../db/pg-promise.ts';
import { maybeOne } from '../db/query.ts';
import { sql } from '../db/sql.ts';
import { JobNotFoundError } from '../errors/record-errors.ts';
import { currentDate, systemClock, type Clock } from '../util/clock.ts';
import { createEmitter } from './emitter.ts';
import { readHarnessRevision } from './harness-revision.ts';
import { setJobStatus, setRunvar } from './job-status.ts';
import type { JobKey } from './read-records.ts';
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
  readonly harness?: string;
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
  /** Sets the job's status, unless it is `aborted` or `broken`; gives the status now in force. */
  setStatus(status: JobStatus): Promise<JobStatus>;
  /** Sets the final status and tells why; gives the status now in force. */
  finish(status: FinalJobStatus, reason?: string | null): Promise<JobStatus>;
  /** Records a runvar that the run made. */
  setRunvar(name: string, value: string): Promise<void>;
}

const beginJob = sql<
  JobKey & { readonly taskId: number | null; readonly harness: string; readonly at: Date },
  { recipe: string; lastStepno: number }
>('record/begin-job');

/**
 * Takes a job up for recording: notes its task and the harness revision, and that its flight has started.
 *
 * @throws JobNotFoundError (`JOB_NOT_FOUND`, blame operator)
 *
 * Source: osstest job_ensure_started; lib/db/sql/record/begin-job.sql
 */
export async function openJobRecorder(queryable: Queryable, options: JobRecorderOptions): Promise<JobRecorder> {
  const { flight, job, taskId } = options;
  const key: JobKey = { flight, job };
  const clock = options.clock ?? systemClock;
  const harness = options.harness ?? (await readHarnessRevision());
  const begunAt = clock.now();
  const begun = await maybeOne(queryable, beginJob, { ...key, taskId, harness, at: currentDate(clock) });
  if (begun === null) throw new JobNotFoundError(flight, job);
  const emitter = createEmitter(options.sinks, key, clock);
  emitter.emit({ kind: 'job-started', recipe: begun.recipe });
  let lastStepno = begun.lastStepno;
  const setStatus = async (status: JobStatus): Promise<JobStatus> => {
    const answer = await setJobStatus(queryable, key, status);
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
      return recordStep({ queryable, key, taskId, emitter, clock }, lastStepno, step);
    },
    finish: async (wanted, reason = null) => {
      const status = await setStatus(wanted);
      emitter.emit({ kind: 'job-finished', status, reason, durationMs: clock.now() - begunAt });
      return status;
    },
    setRunvar: async (name, value) => {
      await setRunvar(queryable, key, name, value);
      emitter.emit({ kind: 'runvar', name, value });
    },
  };
}
