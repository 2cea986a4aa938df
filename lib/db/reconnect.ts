import type { Queryable } from './pg-promise.ts';

/** How long a database handle reconnects, and who is informed. */
export interface ReconnectPolicy {
  /** How long to try, from the first failure. Default 1 min. */
  readonly timeoutMs?: number;
  /** Ends the tries; the statement is rejected with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the first failure of each outage. */
  readonly onOutage?: ((error: unknown) => void) | undefined;
}

const POLICY = Symbol('osstest reconnect policy');

/**
 * Returns a handle of the same database that reconnects: a statement that finds the database out of reach (its session
 * was ended, the server restarts) is tried again until the time of the policy is over.
 *
 * No statement is run twice silently:
 * - If the connection could not be made, the statement did not start, and it is tried again.
 * - If the connection was lost after that, the statement may have taken effect. It is run again only if it reads, or if
 *   the header of its file has a line `-- repeatable: REASON`. Otherwise it fails with `DATABASE_LOST`.
 * - A statement with a parameter `again` gets true for it when an earlier attempt may have taken effect.
 * - A serializable transaction is run again as a whole. If its commit may have taken effect, it is run again only if its
 *   caller states that it is repeatable.
 *
 * Nothing reconnects inside a transaction, nor in a session, which loses what it owns with its connection.
 * The fields of this policy override those of the policy that the handle has.
 */
export const reconnecting = <Handle extends Queryable>(db: Handle, policy: ReconnectPolicy = {}): Handle =>
  withPolicy(db, { ...reconnectPolicyOf(db), ...policy });

/** Returns a handle like `db` whose signal also ends the tries to reconnect; it reconnects only if `db` does. */
export function reconnectingUntil<Handle extends Queryable>(db: Handle, signal: AbortSignal | undefined): Handle {
  return reconnectPolicyOf(db) === null || signal === undefined ? db : reconnecting(db, { signal });
}

/**
 * Returns a handle of the same database that does not reconnect: each failure is thrown immediately. For daemons, which
 * may write nothing after another daemon has taken over, and for units of work that are repeated as a whole.
 */
export const failingFast = <Handle extends Queryable>(db: Handle): Handle => withPolicy(db, null);

/** Returns how a handle reconnects; null: it does not. */
export const reconnectPolicyOf = (db: Queryable): ReconnectPolicy | null =>
  (db as { readonly [POLICY]?: ReconnectPolicy | null })[POLICY] ?? null;

const withPolicy = <Handle extends Queryable>(db: Handle, policy: ReconnectPolicy | null): Handle =>
  Object.create(db, { [POLICY]: { value: policy } }) as Handle;
