import type { Flight } from '../../../typings/flight.ts';
import type { Blessing, JobStatus } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { many } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';

/** A flight with the number of its jobs in each status. */
export interface ListedFlight extends Flight {
  readonly jobs: Readonly<Partial<Record<JobStatus, number>>>;
}

export interface ListFlightsOptions {
  readonly branches?: readonly string[] | undefined;
  readonly blessings?: readonly Blessing[] | undefined;
  /** Default 30. */
  readonly limit?: number | undefined;
}

interface Params {
  readonly branches: readonly string[] | null;
  readonly blessings: readonly Blessing[] | null;
  readonly maxRows: number;
}

const selectNewest = sql<Params, ListedFlight>('record/list-flights');

/**
 * Returns the newest flights, the newest first.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: lib/db/sql/record/list-flights.sql
 */
export const listFlights = (db: Queryable, options: ListFlightsOptions = {}): Promise<ListedFlight[]> =>
  many(db, selectNewest, {
    branches: options.branches ?? null,
    blessings: options.blessings ?? null,
    maxRows: options.limit ?? 30,
  });
