import type { Emitter } from '../../../typings/events.ts';
import type { Blame, FinalStepStatus } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { describeError, isOsstestError, primaryError } from '../../errors/osstest-error.ts';
import { JobLostError } from '../../errors/record-errors.ts';
import { currentDate, type Clock } from '../../util/clock.ts';
import type { JobKey } from '../job-key.ts';
import { blameOf } from '../statuses.ts';

/** A step to start. */
export interface StepStart {
  /** The original's script, or the name of the test. */
  readonly script: string;
  /** Unique in the job; a function if it contains the number of the step. */
  readonly testid: string | ((stepno: number) => string);
  /** The host that the step is about. */
  readonly host?: string;
}

/** Records one step. */
export interface StepRecorder {
  readonly stepno: number;
  readonly testid: string;
  /** For all events of the step. */
  readonly emitter: Emitter;
  /**
   * Records the end of the step; called once.
   *
   * @param reason - One line. Default: the message of the error.
   * @param error - What the test threw; its code and blame are recorded.
   * @throws JobLostError (`JOB_LOST`, blame lab) - another process has recorded the end of the step or job.
   */
  finish(status: FinalStepStatus, reason?: string | null, error?: unknown): Promise<void>;
}

/** What all steps of a job share. */
export interface StepContext {
  readonly db: Queryable;
  readonly key: JobKey;
  readonly taskId: number | null;
  readonly emitter: Emitter;
  readonly clock: Clock;
  /** The usual durations of steps, by testid. */
  readonly expected?: ReadonlyMap<string, number> | undefined;
}

const insertStep = sql<
  JobKey & {
    readonly stepno: number;
    readonly script: string;
    readonly testid: string;
    readonly host: string | null;
    readonly taskId: number | null;
    readonly at: Date;
  },
  { stepno: number }
>('record/start-step');
const updateStep = sql<
  JobKey & {
    readonly stepno: number;
    readonly status: FinalStepStatus;
    readonly reason: string | null;
    readonly errorCode: string | null;
    readonly blame: Blame | null;
    readonly taskId: number | null;
    readonly at: Date;
  },
  { stepno: number }
>('record/finish-step');

/** Records the start of a step; see JobRecorder. */
export async function recordStep(context: StepContext, stepno: number, start: StepStart): Promise<StepRecorder> {
  const { db, key, taskId, clock } = context;
  const testid = typeof start.testid === 'string' ? start.testid : start.testid(stepno);
  const startedAt = clock.now();
  const { script, host = null } = start;
  const row = { ...key, stepno, script, testid, host, taskId, at: new Date(startedAt) };
  const begun = await maybeOne(db, insertStep, row);
  if (begun === null) throw new JobLostError(key.flight, key.job, `step ${testid}`);
  const emitter = context.emitter.child({
    stepno,
    testid,
    ...(start.host === undefined ? {} : { host: start.host }),
  });
  const expectedMs = context.expected?.get(testid);
  emitter.emit({ kind: 'started', ...(expectedMs === undefined ? {} : { expectedMs }) });
  const finish = async (status: FinalStepStatus, reason?: string | null, error?: unknown): Promise<void> => {
    const why = reason ?? (error === undefined ? null : describeError(error));
    const blame = error === undefined ? null : blameOf(error);
    const how = { status, reason: why, errorCode: codeOf(error), blame };
    const end = { ...key, stepno, ...how, taskId, at: currentDate(clock) };
    const ended = await maybeOne(db, updateStep, end);
    if (ended === null) throw new JobLostError(key.flight, key.job, `end of step ${testid}`);
    emitter.emit({ kind: 'finished', status, reason: why, durationMs: clock.now() - startedAt });
  };
  return { stepno, testid, emitter, finish };
}

function codeOf(error: unknown): string | null {
  const primary = primaryError(error);
  return isOsstestError(primary) ? primary.code : null;
}
