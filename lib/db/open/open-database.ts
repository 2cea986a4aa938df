import type { Config } from '../../../typings/config.ts';
import { connectFailure } from '../failures.ts';
import { createDb, type Db } from '../db.ts';
import { describeTarget } from '../direct-connection.ts';
import { bringSchemaUpToDate } from '../migrate.ts';
import { reconnecting } from '../reconnect.ts';
import { PRIVATE_DATABASE } from '../private-database.ts';
import { holdPrivateServer } from '../private-server/anchor.ts';
import { checkServer } from './server-check.ts';
import type { ServerPaths } from '../private-server/site.ts';
import { urlParameters } from '../url-parameters.ts';

/** The part of the configuration that the database layer needs. */
export interface DatabaseSettings {
  readonly database: Pick<Config['database'], 'url'> & {
    /** Keeps the private server running when it has no users. Config key database.linger, OSSTEST_DB_LINGER. */
    readonly linger?: boolean;
    /** Folder with the PostgreSQL programs for the private server. */
    readonly binDir?: string;
  };
  readonly paths: ServerPaths;
}

export interface OpenDatabaseOptions {
  readonly signal?: AbortSignal | undefined;
  /** `false`: only check that the schema exists and is compatible. Default: run the missing migrations. */
  readonly migrate?: boolean | undefined;
  /** `false`: an idle open database does not prevent this process from exiting. Default true. */
  readonly keepsAlive?: boolean | undefined;
}

/**
 * Opens the database that the configuration names: at a URL, else on the private server of this user, which is created and
 * started if necessary. Runs missing migrations. The handle reconnects; see {@link reconnecting}.
 *
 * @throws DatabaseUnreachableError (`DATABASE_UNREACHABLE`, blame lab) - refused, no such host, no answer in 15 s.
 * @throws DatabaseRefusedError (`DATABASE_REFUSED`, blame operator) - password, role or database is wrong.
 * @throws DatabaseSchemaError (blame operator) - `DATABASE_SERVER_TOO_OLD`, `DATABASE_NOT_OURS`,
 *   `DATABASE_SCHEMA_NEWER`, `DATABASE_SCHEMA_OLD`, `DATABASE_MIGRATION_FAILED`.
 * @throws PrivateServerError (`PRIVATE_SERVER_FAILED`, blame lab), PostgresMissingError (`POSTGRES_MISSING`, blame operator)
 */
export async function openDatabase(config: DatabaseSettings, options: OpenDatabaseOptions = {}): Promise<Db> {
  const db = await connectDatabase(config, options);
  try {
    await bringSchemaUpToDate(db, { migrate: options.migrate ?? true });
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Opens the database as {@link openDatabase} does, without checking its schema. */
export async function connectDatabase(
  config: DatabaseSettings,
  options: Pick<OpenDatabaseOptions, 'signal' | 'keepsAlive'> = {},
): Promise<Db> {
  const { url } = config.database;
  const db = url === null ? await openPrivate(config, options) : openUrl(url, options);
  try {
    await checkServer(db).catch((error: unknown) => {
      throw connectFailure(targetOf(db), error);
    });
    options.signal?.throwIfAborted();
    return reconnecting(db);
  } catch (error) {
    await db.close();
    throw error;
  }
}

async function openPrivate(config: DatabaseSettings, options: OpenDatabaseOptions): Promise<Db> {
  const { binDir, linger } = config.database;
  const server = await holdPrivateServer(config.paths, PRIVATE_DATABASE, { binDir, linger, signal: options.signal });
  const { socketDir, session } = server;
  const { keepsAlive = true } = options;
  session.keepAlive(keepsAlive);
  const parameters = { ...server.parameters(PRIVATE_DATABASE), allowExitOnIdle: !keepsAlive };
  return createDb(parameters, { kind: 'private', socketDir }, async () => {
    session.keepAlive(true);
    await server[Symbol.asyncDispose]();
  });
}

function openUrl(url: string, { keepsAlive = true }: OpenDatabaseOptions): Db {
  const parameters = { ...urlParameters(url), allowExitOnIdle: !keepsAlive };
  return createDb(parameters, { kind: 'url', target: describeTarget(parameters) });
}

const targetOf = (db: Db): string =>
  db.location.kind === 'url' ? db.location.target : `private PostgreSQL server (${db.location.socketDir})`;
