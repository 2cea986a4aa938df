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

/** How long a server that comes and goes (others stop and start it) may keep us from using it. */
const ANCHOR_LIMIT_MS = seconds(60);

export interface PrivateServerOptions {
  readonly signal?: AbortSignal | undefined;
  /** Let the server run on when the last one leaves. */
  readonly linger?: boolean | undefined;
  /** Folder with the PostgreSQL programs to use. */
  readonly binDir?: string | undefined;
  /** More settings of the server. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

/** The private server, held in use: it runs at least until this is closed. */
export interface AnchoredServer extends AsyncDisposable {
  readonly site: ServerSite;
  readonly socketDir: string;
  /** The session that holds it. */
  readonly session: DirectConnection;
  /** How to connect to one of its databases. */
  parameters(database: string): ConnectionParameters;
}

/**
 * The private server of these folders, made and started where that is needed.
 *
 * Each user of the server keeps a session that holds a shared advisory lock. Who leaves takes the lock for itself alone:
 * whoever gets it was the last, and stops the server. When a user is killed its lock goes with it, and the next one
 * who leaves stops the server.
 *
 * @param database - Where the session is, made where there is none; all users of one server must give the same.
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
      await systemClock.sleep(10 + Math.random() * 20, options.signal); // it was just being stopped: once more
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

/** Connects to a database, which is made where the server has none of that name. */
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

/** Whether nobody else uses the server; newcomers then wait until this session ends. */
export const isLastUser = async (session: DirectConnection): Promise<boolean> =>
  (await one(session.queryable, takeLastAnchor)).last;

async function leave(site: ServerSite, session: DirectConnection, linger: boolean): Promise<void> {
  try {
    await one(session.queryable, releaseAnchor);
    if (!linger && (await isLastUser(session))) await endServer(site.dataDir);
  } catch (error) {
    if (!(error instanceof DatabaseLostError)) throw error; // killed meanwhile: nothing to stop
  } finally {
    await session.end();
  }
}
