import type { Queryable } from '../../db/pg-promise.ts';
import { many } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { currentDate, systemClock, type Clock } from '../../util/clock.ts';

/** A job whose harness was killed. */
export interface LostJob {
  readonly flight: number;
  readonly job: string;
  /** The task that has ended. */
  readonly taskId: number;
  /** The steps that were running when it was killed. */
  readonly testids: readonly string[];
}

const updateLost = sql<{ readonly at: Date; readonly reason: string }, LostJob>('record/mark-lost-jobs');

/**
 * Closes the records of jobs whose harness was killed. A job that is `preparing` or `running` and whose task is no
 * longer live becomes `broken`, and so do its running steps. Earlier records of the job do not change.
 *
 * The owner daemon decides whether a task is live. Jobs of other harnesses, which have no row in job_tasks, do not
 * change.
 *
 * Source: lib/db/sql/record/mark-lost-jobs.sql
 */
export function markLostJobs(db: Queryable, clock: Clock = systemClock): Promise<LostJob[]> {
  return many(db, updateLost, { at: currentDate(clock), reason: 'harness ended before the step' });
}
