import type { Queryable } from '../db/pg-promise.ts';
import { many } from '../db/query.ts';
import { sql } from '../db/sql.ts';

/** A job that ran on hosts. Source: tables flights, jobs, steps, runvars. */
export interface PastJob {
  readonly flight: number;
  readonly job: string;
  readonly recipe: string;
  readonly intended: string | null;
  /** When its wait for hosts started, in seconds since 1970. */
  readonly began: number;
  readonly durationSeconds: number;
  /** `host`, `*_host`, and the flags that they had to have. */
  readonly runvars: Readonly<Record<string, string>>;
}

const listRows = sql<{ readonly since: number; readonly maxRows: number }, PastJob>('history/list-past-jobs');

/**
 * Returns the jobs of the flights that started after a time, the oldest first; at most the newest 100 000.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: lib/db/sql/history/list-past-jobs.sql
 */
export const listPastJobs = (db: Queryable, since: Date): Promise<PastJob[]> =>
  many(db, listRows, { since: Math.floor(since.getTime() / 1000), maxRows: 100_000 });
