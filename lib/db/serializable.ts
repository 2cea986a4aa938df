import { systemClock } from '../util/clock.ts';
import { seconds } from '../util/units.ts';
import { failureCode, isPassing, queryFailure } from './failures.ts';
import { pgp, type Queryable } from './pg-promise.ts';

export interface SerializableOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long to try, from the call. Default 60 s. */
  readonly timeoutMs?: number;
}

const SERIALIZABLE = new pgp.txMode.TransactionMode({ tiLevel: pgp.txMode.isolationLevel.serializable });
/** Serialisation failure, deadlock. */
const RETRIED = new Set(['40001', '40P01']);

/**
 * Runs `work` in a serialisable transaction, again where the server asks for it (another transaction got in between);
 * so it must do nothing outside the database that may not happen twice. Its errors roll the transaction back and come out.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab) - with sqlState `40001` when it did not succeed in time.
 */
export async function serializable<T>(
  queryable: Queryable,
  work: (tx: Queryable) => Promise<T>,
  options: SerializableOptions = {},
): Promise<T> {
  const endAt = systemClock.now() + (options.timeoutMs ?? seconds(60));
  for (let attempt = 1; ; attempt += 1) {
    options.signal?.throwIfAborted();
    try {
      return await queryable.tx({ mode: SERIALIZABLE }, work);
    } catch (error) {
      const code = failureCode(error);
      if (code === null || !RETRIED.has(code) || systemClock.now() > endAt) {
        throw code === null && !isPassing(error) ? error : queryFailure('serializable transaction', error);
      }
    }
    await systemClock.sleep(Math.random() * Math.min(250, 5 * 2 ** attempt), options.signal);
  }
}
