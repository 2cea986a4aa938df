import type { GateOrder } from '../../../typings/gate.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { many, none } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';

interface OrderKey {
  readonly branch: string;
  readonly kind: GateOrder['kind'];
}

type OrderParams = OrderKey & { readonly revision: string; readonly who: string; readonly reason: string };

const writeOrder = sql<OrderParams>('gate/give-order');
const deleteOrder = sql<OrderKey>('gate/end-order');
const selectOrders = sql<{ readonly branch: string | null }, GateOrder>('gate/list-orders');

/**
 * Gives an order to the gate on all machines. It is in force until it is cancelled.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: table gate_orders; replaces the original's files BRANCH.stop, daily.stop, BRANCH.block, BRANCH.force and
 * BRANCH.force-rev.
 */
export async function giveGateOrder(db: Queryable, order: Omit<GateOrder, 'orderedAt'>): Promise<void> {
  const { branch, revision, ...rest } = order;
  await none(db, writeOrder, { ...rest, branch: branch ?? '', revision: revision ?? '' });
}

/**
 * Cancels the orders of a kind. Returns their number.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 */
export const endGateOrder = (db: Queryable, { branch, kind }: Pick<GateOrder, 'branch' | 'kind'>): Promise<number> =>
  none(db, deleteOrder, { branch: branch ?? '', kind });

/**
 * Returns the orders for a branch, or all.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 */
export const listGateOrders = (db: Queryable, branch: string | null = null): Promise<GateOrder[]> =>
  many(db, selectOrders, { branch });
