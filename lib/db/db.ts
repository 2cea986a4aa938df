import type { EventEmitter } from 'node:events';
import { DatabaseLostError } from '../errors/database-errors.ts';
import { systemClock } from '../util/clock.ts';
import { seconds } from '../util/units.ts';
import { within } from '../util/within.ts';
import { pgp, type ConnectionParameters, type Queryable } from './pg-promise.ts';

/** Where the database is: at a URL, or on the private server. */
export type DatabaseLocation =
  | { readonly kind: 'private'; readonly socketDir: string }
  /** Without the password. */
  | { readonly kind: 'url'; readonly target: string };

/** An open database: a pool of connections, itself a `Queryable`. The caller must close it. A private server runs until then. */
export interface Db extends Queryable, AsyncDisposable {
  readonly location: DatabaseLocation;
  /** Parameters for further connections. Holds the password. */
  readonly parameters: ConnectionParameters;
  /** Waits for running statements (10 s at most), ends all connections, and releases the private server. */
  close(): Promise<void>;
}

const CLOSE_LIMIT_MS = seconds(10);
/** Maximum number of simultaneous connections of one process. */
const POOL_SIZE = 10;

/** Returns a pool, which connects when it is first used. `onClose` runs after its last connection has ended. */
export function createDb(
  parameters: ConnectionParameters,
  location: DatabaseLocation,
  onClose: () => Promise<void> = async () => undefined,
): Db {
  const database = pgp({ max: POOL_SIZE, connectionTimeoutMillis: seconds(15), keepAlive: true, ...parameters });
  // pg-promise listens for errors of the pool only until it is closed; a server that stops after that would end the process.
  (database.$pool as EventEmitter).on('error', () => undefined);
  const close = async (): Promise<void> => {
    try {
      await endPool(database.$pool);
    } finally {
      await onClose();
    }
  };
  let closing: Promise<void> | undefined;
  const closeOnce = (): Promise<void> => (closing ??= close());
  const db = Object.assign(database, { location, close: closeOnce, [Symbol.asyncDispose]: closeOnce });
  return Object.defineProperty(db, 'parameters', { value: parameters, enumerable: false }) as typeof db & {
    readonly parameters: ConnectionParameters;
  };
}

async function endPool(pool: { end(): Promise<void> }): Promise<void> {
  if ((await within(pool.end(), CLOSE_LIMIT_MS, systemClock)) === 'late')
    throw new DatabaseLostError(`database: statements still run ${CLOSE_LIMIT_MS / 1000} s after it was closed`);
}
