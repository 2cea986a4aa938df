import type { Queryable } from '../db/pg-promise.ts';
import { many } from '../db/query.ts';
import { sql } from '../db/sql.ts';

const listDurations = sql<{ readonly job: string; readonly flight: number }, { testid: string; medianMs: number }>(
  'history/list-step-durations',
);

/**
 * Returns how long the steps of a job usually take, by testid, in milliseconds: medians over the newest 10 flights
 * before a given one.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: lib/db/sql/history/list-step-durations.sql
 */
export async function readStepDurations(
  db: Queryable,
  { flight, job }: { readonly flight: number; readonly job: string },
): Promise<ReadonlyMap<string, number>> {
  const rows = await many(db, listDurations, { flight, job });
  return new Map(rows.map(({ testid, medianMs }) => [testid, medianMs]));
}
