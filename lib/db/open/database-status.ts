import { access } from 'node:fs/promises';
import { PrivateServerError } from '../../errors/database-errors.ts';
import { connectDirectly, describeTarget } from '../direct-connection.ts';
import { failureCode, isPassing } from '../failures.ts';
import { readSchemaState, type SchemaState } from '../migrate.ts';
import { connectDatabase, type DatabaseSettings } from './open-database.ts';
import { PRIVATE_DATABASE } from '../private-database.ts';
import type { Queryable } from '../pg-promise.ts';
import { isLastUser, NO_SUCH_DATABASE } from '../private-server/anchor.ts';
import { findRunningServer, isServerProcess, readPostmaster } from '../private-server/postmaster.ts';
import { findPrograms } from '../private-server/programs.ts';
import { serverParameters } from '../private-server/server-parameters.ts';
import { serverSite, type ServerSite } from '../private-server/site.ts';
import { endServer } from '../private-server/stop.ts';
import { one } from '../query.ts';
import { checkServer } from './server-check.ts';
import { sql } from '../sql.ts';

/** The status that `osstest db status` shows. */
export interface DatabaseStatus {
  readonly kind: 'private' | 'url';
  /** Server and database, without a password; for the private server the folder of its data. */
  readonly target: string;
  /** `absent`: the private database does not exist yet. `stopped`: the private server has no users. */
  readonly state: 'running' | 'stopped' | 'absent';
  /** Facts from the running server; null: it does not run. */
  readonly running: RunningStatus | null;
}

export interface RunningStatus {
  /** Version of PostgreSQL. */
  readonly version: string;
  readonly bytes: number;
  /** Number of other connections to the server. */
  readonly sessions: number;
  readonly schema: SchemaState;
}

const readStatus = sql<void, { bytes: number; sessions: number }>('server/read-status');

/**
 * Returns the status of the database. Changes nothing, and does not start the private server.
 *
 * @throws DatabaseUnreachableError, DatabaseRefusedError - of a URL; see openDatabase.
 */
export async function databaseStatus(config: DatabaseSettings): Promise<DatabaseStatus> {
  if (config.database.url !== null) {
    await using db = await connectDatabase(config);
    const target = describeTarget(db.parameters);
    return { kind: 'url', target, state: 'running', running: await readRunning(db) };
  }
  const site = serverSite(config.paths, await findPrograms(config.paths, config.database.binDir));
  const running = await readPrivate(site);
  const hasData = await access(site.dataDir).then(
    () => true,
    () => false,
  );
  const state = running !== null ? 'running' : hasData ? 'stopped' : 'absent';
  return { kind: 'private', target: site.dataDir, state, running };
}

async function readRunning(queryable: Queryable): Promise<RunningStatus> {
  const { version } = await checkServer(queryable);
  return { version, ...(await one(queryable, readStatus)), schema: await readSchemaState(queryable) };
}

/** Returns facts from the running server; null: it does not run, or is stopping. */
async function readPrivate(site: ServerSite): Promise<RunningStatus | null> {
  const socketDir = await findRunningServer(site);
  if (socketDir === null) return null;
  try {
    await using connection = await connectDirectly(serverParameters(socketDir, PRIVATE_DATABASE));
    return await readRunning(connection.queryable);
  } catch (error) {
    if (isPassing(error) || failureCode(error) === NO_SUCH_DATABASE) return null;
    throw error;
  }
}

/**
 * Stops the private server, unless another process uses it.
 *
 * @param options.force - Stops it even then: the statements of its users fail with `DATABASE_LOST`.
 * @throws PrivateServerError (`PRIVATE_SERVER_FAILED`, blame lab) - it does not stop.
 */
export async function stopPrivateServer(
  config: DatabaseSettings,
  options: { readonly force?: boolean } = {},
): Promise<'stopped' | 'not-running' | 'in-use'> {
  const site = serverSite(config.paths, await findPrograms(config.paths, config.database.binDir));
  const postmaster = await readPostmaster(site.dataDir);
  if (postmaster === null || !(await isServerProcess(postmaster.pid, site.dataDir))) return 'not-running';
  if (options.force !== true && (await isUsed(postmaster.socketDir))) return 'in-use';
  if (!(await endServer(site.dataDir)) && (await isServerProcess(postmaster.pid, site.dataDir))) {
    throw new PrivateServerError(
      `the private PostgreSQL server (process ${postmaster.pid}) does not stop; see ${site.logPath}`,
    );
  }
  return 'stopped';
}

async function isUsed(socketDir: string): Promise<boolean> {
  try {
    await using connection = await connectDirectly(serverParameters(socketDir, PRIVATE_DATABASE));
    return !(await isLastUser(connection));
  } catch (error) {
    if (isPassing(error) || failureCode(error) === NO_SUCH_DATABASE) return false; // no connection, or no such database
    throw error;
  }
}
