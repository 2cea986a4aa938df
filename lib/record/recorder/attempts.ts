import type { JobStatus, StepStatus } from '../../../typings/status.ts';
import type { Runvars } from '../../../typings/flight.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { many, maybeOne } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';
import { currentDate, systemClock, type Clock } from '../../util/clock.ts';
import type { JobKey } from '../job-key.ts';

/** Why a job was run again. */
export type RerunReason =
  | 'lost' // its harness was killed
  | 'broken' // the lab failed
  | 'starved' // no host within the limit
  | 'rerun'; // a person asked for it

/** A step of an earlier run. */
export interface AttemptStep {
  readonly stepno: number;
  readonly script: string;
  readonly testid: string;
  readonly status: StepStatus;
  readonly reason: string | null;
}

/** An earlier run of a job, from its record. */
export interface JobAttempt {
  readonly job: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly status: JobStatus;
  readonly why: RerunReason;
  readonly taskId: number | null;
  readonly archivedAt: Date;
  readonly steps: readonly AttemptStep[];
  /** The runvars that the run set. */
  readonly runvars: Runvars;
}

interface Archive extends JobKey {
  readonly statuses: readonly JobStatus[];
  readonly why: RerunReason;
  readonly at: Date;
}

const archive = sql<Archive, { attempt: number }>('record/archive-attempt');
const selectAttempts = sql<{ readonly flight: number; readonly job: string | null }, JobAttempt>(
  'record/read-attempts',
);

/**
 * Archives the record of a job's run, so that the job can run again: its status becomes `retriable`. The steps, runvars
 * and files stay with the attempt. Returns the number of the attempt; null: the job has none of these statuses, or is
 * running.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: lib/db/sql/record/archive-attempt.sql
 */
export async function archiveAttempt(
  db: Queryable,
  { flight, job }: JobKey,
  options: { readonly statuses: readonly JobStatus[]; readonly why: RerunReason; readonly clock?: Clock },
): Promise<number | null> {
  const { statuses, why, clock = systemClock } = options;
  const at = currentDate(clock);
  const row = await serializable(db, (tx) => maybeOne(tx, archive, { flight, job, statuses, why, at }), {
    isRepeatable: true, // a job that is archived is in none of the statuses any more
  });
  return row?.attempt ?? null;
}

/** Returns the earlier runs of a flight's jobs, or of one job, in order. Source: table job_attempts */
export const readAttempts = (
  db: Queryable,
  { flight, job }: { readonly flight: number; readonly job?: string },
): Promise<JobAttempt[]> => many(db, selectAttempts, { flight, job: job ?? null });
