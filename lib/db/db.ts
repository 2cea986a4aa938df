import type { EventEmitter } from 'node:events';
import { DatabaseLostError } from '../errors/database-errors.ts';
import { systemClock } from '../util/clock.ts';
import { seconds } from '../util/units.ts';
import { within } from '../util/within.ts';
import { pgp, type ConnectionParameters, type Queryable } from './pg-promise.ts';

/** Whose server it is, and where. */
export type DatabaseLocation =
  | { readonly kind: 'private'; readonly socketDir: string }
  /** Without the password. */
  | { readonly kind: 'url'; readonly target: string };

/**
 * An open database: a pool of connections, itself a `Queryable`. It must be closed; a private server is held in use
 * until then.
 */
export interface Db extends Queryable, AsyncDisposable {
  readonly location: DatabaseLocation;
  /** How to connect to it once more. Holds the password. */
  readonly parameters: ConnectionParameters;
  /** Waits for running statements (10 s at most), ends all connections, and lets go of the private server. */
  close(): Promise<void>;
}

const CLOSE_LIMIT_MS = seconds(10);
/** Connections of one process at the same time. */
const POOL_SIZE = 10;

/** Makes a pool. `onClose` runs after its last connection has ended. Connects when it is first used. */
export function createDb(
  parameters: ConnectionParameters,
  location: DatabaseLocation,
  onClose: () => Promise<void> = async () => undefined,
): Db {
  const database = pgp({ max: POOL_SIZE, connectionTimeoutMillis: seconds(15), keepAlive: true, ...parameters });
  // pg-promise listens for errors of the pool only until it is closed; a server that dies then would end the process.
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
