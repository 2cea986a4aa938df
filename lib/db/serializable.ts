import { systemClock } from '../util/clock.ts';
import { seconds } from '../util/units.ts';
import { failureCode, isPassing, queryFailure } from './failures.ts';
import { pgp, type Queryable } from './pg-promise.ts';
import { reconnectPolicyOf } from './reconnect.ts';
import { withReconnect } from './with-reconnect.ts';

export interface SerializableOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long to try, from the call. Default 60 s. */
  readonly timeoutMs?: number;
  /** Whether the transaction may run again when the connection was lost at its commit. Default false. */
  readonly isRepeatable?: boolean;
}

const SERIALIZABLE = new pgp.txMode.TransactionMode({ tiLevel: pgp.txMode.isolationLevel.serializable });
/** Serialisation failure, deadlock. */
const RETRIED = new Set(['40001', '40P01']);

/**
 * Runs `work` in a serialisable transaction, and runs it again after a conflict with another transaction. Outside the
 * database, `work` must therefore do only what may happen twice. An error of `work` rolls the transaction back and is thrown.
 * A handle that reconnects runs it again after an outage, unless its commit may have taken effect (see reconnect.ts).
 *
 * @throws DatabaseLostError (`DATABASE_LOST`, blame lab) - the connection was lost, and the transaction may not run again.
 * @throws QueryError (`QUERY_FAILED`, blame lab) - with sqlState `40001` when it did not succeed in time.
 */
export async function serializable<T>(
  db: Queryable,
  work: (tx: Queryable) => Promise<T>,
  options: SerializableOptions = {},
): Promise<T> {
  const policy = reconnectPolicyOf(db);
  if (policy === null) return runSerializable(db, work, options);
  let isAtCommit = false;
  const attempt = (): Promise<T> => {
    isAtCommit = false;
    const noting = async (tx: Queryable): Promise<T> => {
      isAtCommit = false;
      const result = await work(tx);
      isAtCommit = true;
      return result;
    };
    return runSerializable(db, noting, options);
  };
  const signal = options.signal ?? policy.signal;
  return withReconnect(attempt, { ...policy, signal, mayRepeat: () => !isAtCommit || options.isRepeatable === true });
}

async function runSerializable<T>(
  db: Queryable,
  work: (tx: Queryable) => Promise<T>,
  options: SerializableOptions,
): Promise<T> {
  const endAt = systemClock.now() + (options.timeoutMs ?? seconds(60));
  for (let attempt = 1; ; attempt += 1) {
    options.signal?.throwIfAborted();
    try {
      return await db.tx({ mode: SERIALIZABLE }, work);
    } catch (error) {
      const code = failureCode(error);
      if (code === null || !RETRIED.has(code) || systemClock.now() > endAt) {
        throw code === null && !isPassing(error) ? error : queryFailure('serializable transaction', error);
      }
    }
    await systemClock.sleep(Math.random() * Math.min(250, 5 * 2 ** attempt), options.signal);
  }
}
