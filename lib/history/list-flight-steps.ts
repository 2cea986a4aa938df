import type { Queryable } from '../db/pg-promise.ts';
import { many } from '../db/query.ts';
import { sql, type Sql } from '../db/sql.ts';
import type { StepStatus } from '../../typings/status.ts';
import type { FlightStep } from '../../typings/history.ts';

interface StepRow {
  readonly job: string;
  readonly stepno: number;
  readonly script: string;
  readonly testid: string;
  readonly status: StepStatus;
  readonly started: number | null;
  readonly finished: number | null;
}

const statement: Sql<{ readonly flight: number }, StepRow> = sql('history/list-flight-steps');

/**
 * Returns every step of a flight, by job and number; none if the flight does not exist.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: table steps; lib/db/sql/history/list-flight-steps.sql.
 */
export async function listFlightSteps(db: Queryable, flight: number): Promise<FlightStep[]> {
  const rows = await many(db, statement, { flight });
  return rows.map(({ started, finished, ...row }) => ({
    ...row,
    startedAt: started === null ? null : new Date(started * 1000),
    durationMs: started === null || finished === null ? null : (finished - started) * 1000,
  }));
}
