import type { Queryable } from '../../db/pg-promise.ts';
import { many } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { currentDate, systemClock, type Clock } from '../../util/clock.ts';

/** A job whose harness was killed. */
export interface LostJob {
  readonly flight: number;
  readonly job: string;
  /** The dead task. */
  readonly taskId: number;
  /** The steps that ran when it was killed. */
  readonly testids: readonly string[];
}

const updateLost = sql<{ readonly at: Date; readonly reason: string }, LostJob>('record/mark-lost-jobs');

/**
 * Closes the record of jobs whose harness is gone: a job that is `preparing` or `running` and whose task is no longer live
 * becomes `broken`, and so do its running steps. What had been recorded before stays as it is; nothing is made up.
 *
 * Whether a task is live is the owner daemon's business; jobs that other harnesses record, with no row in job_tasks, are left alone.
 *
 * Source: lib/db/sql/record/mark-lost-jobs.sql
 */
export function markLostJobs(db: Queryable, clock: Clock = systemClock): Promise<LostJob[]> {
  return many(db, updateLost, { at: currentDate(clock), reason: 'harness ended before the step' });
}
