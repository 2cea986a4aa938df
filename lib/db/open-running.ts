import { connectDirectly } from './direct-connection.ts';
import { connectDatabase, type DatabaseSettings } from './open-database.ts';
import { PRIVATE_DATABASE } from './private-database.ts';
import { serverParameters } from './private-server/anchor.ts';
import { findRunningServer } from './private-server/postmaster.ts';
import { findPrograms } from './private-server/programs.ts';
import { serverSite } from './private-server/site.ts';
import type { Queryable } from './pg-promise.ts';

/**
 * Opens the database only if its server is running: it starts nothing, and does not read the schema. Returns null if the
 * private server is not running.
 *
 * @throws the errors of openDatabase for a URL.
 */
export async function openRunning(
  config: DatabaseSettings,
): Promise<(AsyncDisposable & { readonly queryable: Queryable }) | null> {
  if (config.database.url !== null) {
    const db = await connectDatabase(config);
    return { queryable: db, [Symbol.asyncDispose]: () => db.close() };
  }
  const site = serverSite(config.paths, await findPrograms(config.paths, config.database.binDir));
  const socketDir = await findRunningServer(site);
  return socketDir === null ? null : await connectDirectly(serverParameters(socketDir, PRIVATE_DATABASE));
}
