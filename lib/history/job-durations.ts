import type { Queryable } from '../db/pg-promise.ts';
import { many } from '../db/query.ts';
import { sql } from '../db/sql.ts';

interface DurationsRow {
  readonly job: string;
  readonly durationsMs: readonly number[];
}

const listDurations = sql<{ readonly jobs: readonly string[]; readonly maxRows: number }, DurationsRow>(
  'history/list-job-durations',
);

/**
 * Returns how long jobs took in their newest 50 runs that passed or failed, on any branch: milliseconds, ascending, by
 * job. Leaves out jobs without such a run.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: lib/db/sql/history/list-job-durations.sql
 */
export async function readJobDurations(
  db: Queryable,
  jobs: Iterable<string>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const rows = await many(db, listDurations, { jobs: [...new Set(jobs)], maxRows: 50 });
  return new Map(rows.map(({ job, durationsMs }) => [job, durationsMs.toSorted((a, b) => a - b)]));
}
