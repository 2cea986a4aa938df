import type { Emitter } from '../../../typings/events.ts';
import type { Blame, FinalStepStatus } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { withReconnect } from '../../db/with-reconnect.ts';
import { describeError, isOsstestError, primaryError } from '../../errors/osstest-error.ts';
import { JobLostError } from '../../errors/record-errors.ts';
import { currentDate, type Clock } from '../../util/clock.ts';
import type { JobKey } from '../job-key.ts';
import { blameOf } from '../statuses.ts';

/** A step that begins. */
export interface StepStart {
  /** The original's script, or the test's name. */
  readonly script: string;
  /** Unique in the job; a function where the step's number is in it. */
  readonly testid: string | ((stepno: number) => string);
  /** The host that it is about. */
  readonly host?: string;
}

/** Records one step. */
export interface StepRecorder {
  readonly stepno: number;
  readonly testid: string;
  /** For everything that happens in the step. */
  readonly emitter: Emitter;
  /**
   * Records how it ended; once.
   *
   * @param reason - One line; default: what the error says.
   * @param error - What the test threw; its code and blame are recorded.
   * @throws JobLostError (`JOB_LOST`, blame lab) - it was recorded as ended by somebody else.
   */
  finish(status: FinalStepStatus, reason?: string | null, error?: unknown): Promise<void>;
}

/** What all steps of a job share. */
export interface StepSurroundings {
  readonly db: Queryable;
  readonly key: JobKey;
  readonly taskId: number | null;
  readonly emitter: Emitter;
  readonly clock: Clock;
  /** How long steps usually take, by testid. */
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
    readonly again: boolean;
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
    readonly again: boolean;
  },
  { stepno: number }
>('record/finish-step');

/** Records that a step has begun; see JobRecorder. */
export async function recordStep(
  surroundings: StepSurroundings,
  stepno: number,
  start: StepStart,
): Promise<StepRecorder> {
  const { db, key, taskId, clock } = surroundings;
  const testid = typeof start.testid === 'string' ? start.testid : start.testid(stepno);
  const begunAt = clock.now();
  const { script, host = null } = start;
  const row = { ...key, stepno, script, testid, host, taskId, at: new Date(begunAt) };
  const begun = await withReconnect((again) => maybeOne(db, insertStep, { ...row, again }), { clock });
  if (begun === null) throw new JobLostError(key.flight, key.job, `step ${testid}`);
  const emitter = surroundings.emitter.child({
    stepno,
    testid,
    ...(start.host === undefined ? {} : { host: start.host }),
  });
  const expectedMs = surroundings.expected?.get(testid);
  emitter.emit({ kind: 'started', ...(expectedMs === undefined ? {} : { expectedMs }) });
  const finish = async (status: FinalStepStatus, reason?: string | null, error?: unknown): Promise<void> => {
    const why = reason ?? (error === undefined ? null : describeError(error));
    const blame = error === undefined ? null : blameOf(error);
    const how = { status, reason: why, errorCode: codeOf(error), blame };
    const end = { ...key, stepno, ...how, taskId, at: currentDate(clock) };
    const ended = await withReconnect((again) => maybeOne(db, updateStep, { ...end, again }), { clock });
    if (ended === null) throw new JobLostError(key.flight, key.job, `end of step ${testid}`);
    emitter.emit({ kind: 'finished', status, reason: why, durationMs: clock.now() - begunAt });
  };
  return { stepno, testid, emitter, finish };
}

function codeOf(error: unknown): string | null {
  const primary = primaryError(error);
  return isOsstestError(primary) ? primary.code : null;
}
