import type { Queryable } from '../db/pg-promise.ts';
import { many } from '../db/query.ts';
import { sql, type Sql } from '../db/sql.ts';
import type { BranchFlight } from '../../typings/history.ts';
import { fromSeconds } from './from-seconds.ts';
import { scopeParams, type HistoryScope, type ScopeParams } from './history-scope.ts';

type BranchParams = Omit<ScopeParams, 'branches'> & { readonly branch: string; readonly maxRows: number };
type BranchFlightRow = Omit<BranchFlight, 'startedAt'> & { readonly started: number };

const listBranchFlightRows: Sql<BranchParams, BranchFlightRow> = sql('history/list-branch-flights');

/**
 * Returns the newest flights of a branch, the newest first; by default 50.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: lib/db/sql/history/list-branch-flights.sql.
 */
export async function listBranchFlights(
  db: Queryable,
  branch: string,
  scope: Omit<HistoryScope, 'branches'> = {},
): Promise<BranchFlight[]> {
  const { blessings, maxFlight } = scopeParams(scope);
  const rows = await many(db, listBranchFlightRows, { branch, blessings, maxFlight, maxRows: scope.limit ?? 50 });
  return rows.map(({ started, ...row }) => ({ ...row, startedAt: fromSeconds(started) }));
}
