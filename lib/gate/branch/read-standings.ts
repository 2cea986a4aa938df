import type { BranchStanding, GateRun } from '../../../typings/gate.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { many } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { compareBytewise, groupBy } from '../../util/order.ts';
import { listGateOrders } from '../store/orders.ts';
import { listLastPushes } from '../store/run-store.ts';

const selectNewest = sql<void, GateRun>('gate/list-newest-runs');

/**
 * Returns the state of each branch that has runs or orders, or is named.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: tables gate_runs, gate_orders; lib/db/sql/gate
 */
export async function readBranchStandings(
  db: Queryable,
  named: readonly string[] = [],
): Promise<readonly BranchStanding[]> {
  const runs = groupBy(await many(db, selectNewest), ({ branch }) => branch);
  const pushes = new Map((await listLastPushes(db)).map((push) => [push.branch, push]));
  const orders = await listGateOrders(db);
  const ordered = orders.flatMap(({ branch }) => branch ?? []);
  const branches = [...new Set([...named, ...runs.keys(), ...ordered])].sort(compareBytewise);
  return branches.map((branch) => {
    const own = runs.get(branch) ?? [];
    return {
      branch,
      orders: orders.filter((order) => order.branch === null || order.branch === branch),
      open: own.find(({ endedAt }) => endedAt === null) ?? null,
      last: own.find(({ endedAt }) => endedAt !== null) ?? null,
      judged: own.find(({ state }) => state.verdict !== null) ?? null,
      pushed: pushes.get(branch) ?? null,
    };
  });
}
