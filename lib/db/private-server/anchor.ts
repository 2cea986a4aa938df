import { systemClock } from '../../util/clock.ts';
import { seconds } from '../../util/units.ts';
import { DatabaseLostError } from '../../errors/database-errors.ts';
import { failureCode, isPassing } from '../failures.ts';
import { ensureDatabase } from '../private-database.ts';
import type { ConnectionParameters } from '../pg-promise.ts';
import { one } from '../query.ts';
import { connectDirectly, type DirectConnection } from '../direct-connection.ts';
import { sql } from '../sql.ts';
import { serverParameters } from './server-parameters.ts';
import { ensureServer } from './start.ts';
import { findPrograms } from './programs.ts';
import { serverSite, type ServerPaths, type ServerSite } from './site.ts';
import { endServer } from './stop.ts';

const holdAnchor = sql<void, { held: boolean }>('server/hold-anchor');
const releaseAnchor = sql<void, { released: boolean }>('server/release-anchor');
const takeLastAnchor = sql<void, { last: boolean }>('server/take-last-anchor');

export const NO_SUCH_DATABASE = '3D000';

/** Time limit for connecting to a server that other processes repeatedly stop and start. */
const ANCHOR_LIMIT_MS = seconds(60);

export interface PrivateServerOptions {
  readonly signal?: AbortSignal | undefined;
  /** Keeps the server running when the last user leaves. */
  readonly linger?: boolean | undefined;
  /** Folder with the PostgreSQL programs to use. */
  readonly binDir?: string | undefined;
  /** Additional settings of the server. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

/** A lock on the private server: the server runs at least until the anchor is closed. */
export interface AnchoredServer extends AsyncDisposable {
  readonly site: ServerSite;
  readonly socketDir: string;
  /** The session that holds the lock. */
  readonly session: DirectConnection;
  /** Returns the connection parameters of one of its databases. */
  parameters(database: string): ConnectionParameters;
}

/**
 * Locks the private server of these folders, and creates and starts it if necessary.
 *
 * Each user of the server has a session that holds a shared advisory lock. A user that leaves tries to make its lock
 * exclusive. If it succeeds it is the last user, and stops the server. When a user is killed, its lock is released, and the
 * next user that leaves stops the server.
 *
 * @param database - The database of the session, created if missing. All users of one server must name the same.
 * @throws PostgresMissingError (`POSTGRES_MISSING`, blame operator)
 * @throws PrivateServerError (`PRIVATE_SERVER_FAILED`, blame lab)
 */
export async function holdPrivateServer(
  paths: ServerPaths,
  database: string,
  options: PrivateServerOptions = {},
): Promise<AnchoredServer> {
  const site = serverSite(paths, await findPrograms(paths, options.binDir), options.settings);
  const endAt = systemClock.now() + ANCHOR_LIMIT_MS;
  for (;;) {
    const socketDir = await ensureServer(site, options.signal);
    try {
      const session = await anchor(socketDir, database);
      return anchored(site, socketDir, session, options.linger ?? false);
    } catch (error) {
      if (!isPassing(error) || systemClock.now() > endAt) throw error;
      await systemClock.sleep(10 + Math.random() * 20, options.signal); // the server was stopping: try again
    }
  }
}

async function anchor(socketDir: string, database: string): Promise<DirectConnection> {
  const session = await connectMaking(socketDir, database);
  try {
    await one(session.queryable, holdAnchor);
    return session;
  } catch (error) {
    await session.end();
    throw error;
  }
}

/** Connects to a database, and creates it if the server has none of that name. */
async function connectMaking(socketDir: string, database: string): Promise<DirectConnection> {
  try {
    return await connectDirectly(serverParameters(socketDir, database));
  } catch (error) {
    if (failureCode(error) !== NO_SUCH_DATABASE) throw error;
    await using maker = await connectDirectly(serverParameters(socketDir, 'postgres'));
    await ensureDatabase(maker.queryable, database);
    return await connectDirectly(serverParameters(socketDir, database));
  }
}

function anchored(site: ServerSite, socketDir: string, session: DirectConnection, linger: boolean): AnchoredServer {
  let closing: Promise<void> | undefined;
  return {
    site,
    socketDir,
    session,
    parameters: (database) => serverParameters(socketDir, database),
    [Symbol.asyncDispose]: () => (closing ??= leave(site, session, linger)),
  };
}

/** Returns whether the server has no other user; if so, new users wait until this session ends. */
export const isLastUser = async (session: DirectConnection): Promise<boolean> =>
  (await one(session.queryable, takeLastAnchor)).last;

async function leave(site: ServerSite, session: DirectConnection, linger: boolean): Promise<void> {
  try {
    await one(session.queryable, releaseAnchor);
    if (!linger && (await isLastUser(session))) await endServer(site.dataDir);
  } catch (error) {
    if (!(error instanceof DatabaseLostError)) throw error; // the server was killed: nothing to stop
  } finally {
    await session.end();
  }
}
