import type { Queryable } from '../db/pg-promise.ts';
import { many } from '../db/query.ts';
import { sql } from '../db/sql.ts';

/** A job that ran on hosts. Source: tables flights, jobs, steps, runvars. */
export interface PastJob {
  readonly flight: number;
  readonly job: string;
  readonly recipe: string;
  readonly intended: string | null;
  /** When it began to wait for its hosts, seconds since 1970. */
  readonly began: number;
  readonly durationSeconds: number;
  /** `host`, `*_host`, and what flags they were to have. */
  readonly runvars: Readonly<Record<string, string>>;
}

const listRows = sql<{ readonly since: number; readonly maxRows: number }, PastJob>('history/list-past-jobs');

/**
 * The jobs of the flights that began from a time on, the oldest first; of more than 100 000 the newest.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: lib/db/sql/history/list-past-jobs.sql
 */
export const listPastJobs = (db: Queryable, since: Date): Promise<PastJob[]> =>
  many(db, listRows, { since: Math.floor(since.getTime() / 1000), maxRows: 100_000 });
