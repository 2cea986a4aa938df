import type { Db } from '../../db/db.ts';
import { openDatabase, type DatabaseSettings } from '../../db/open/open-database.ts';
import { withReconnect } from '../../db/with-reconnect.ts';
import { describeError } from '../../errors/osstest-error.ts';

/** Options of {@link openDaemonDatabase}. */
export interface DaemonDatabaseOptions {
  readonly signal: AbortSignal;
  /** Receives the reason of an outage. */
  readonly log: (message: string) => void;
}

/**
 * Opens the database for a daemon. Waits up to a minute for a database that is unreachable, such as when both restart.
 *
 * @throws the errors of openDatabase.
 */
export function openDaemonDatabase(config: DatabaseSettings, { signal, log }: DaemonDatabaseOptions): Promise<Db> {
  const onOutage = (error: unknown): void => log(describeError(error));
  return withReconnect(() => openDatabase(config, { signal }), { signal, onOutage });
}
