import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { seconds } from '../../util/units.ts';
import { connectDirectly, type DirectConnection } from '../direct-connection.ts';
import type { ConnectionParameters } from '../pg-promise.ts';
import { PRIVATE_DATABASE } from '../private-database.ts';
import { findRunningServer } from '../private-server/postmaster.ts';
import { serverParameters } from '../private-server/server-parameters.ts';
import { urlParameters } from '../url-parameters.ts';
import type { DatabaseSettings } from './open-database.ts';

/** How long the connection and each statement may take: a user waits for the answer with a finger on a key. */
const LIMIT_MS = seconds(1);

/**
 * Opens one connection to the database if its server is running. It starts nothing and does not read the schema. Returns
 * null if the private server is not running.
 *
 * @throws DatabaseUnreachableError (`DATABASE_UNREACHABLE`, blame lab) - no answer within a second.
 * @throws DatabaseRefusedError (`DATABASE_REFUSED`, blame operator) - the password, role or database is wrong.
 */
export async function openRunning({ database, paths }: DatabaseSettings): Promise<DirectConnection | null> {
  const parameters = database.url === null ? await findPrivate(paths.stateDir) : urlParameters(database.url);
  if (parameters === null) return null;
  return connectDirectly({ ...parameters, connectionTimeoutMillis: LIMIT_MS, query_timeout: LIMIT_MS });
}

/** Finds the running server by its data: a search for the programs of PostgreSQL would take longer. */
async function findPrivate(stateDir: string): Promise<ConnectionParameters | null> {
  const names = await readdir(stateDir).catch(() => []);
  const sites = names.filter((name) => /^pg\d+$/.test(name)).map((name) => join(stateDir, name, 'data'));
  const running = await Promise.all(sites.map((dataDir) => findRunningServer({ dataDir })));
  const socketDir = running.find((each) => each !== null) ?? null;
  return socketDir === null ? null : serverParameters(socketDir, PRIVATE_DATABASE);
}
