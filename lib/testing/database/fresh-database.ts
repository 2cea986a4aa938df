import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDb, type Db } from '../../db/db.ts';
import type { DatabaseSettings } from '../../db/open/open-database.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { bringSchemaUpToDate, digestMigrations } from '../../db/migrate.ts';
import { ensureDatabase, hasDatabase } from '../../db/private-database.ts';
import { holdPrivateServer, type AnchoredServer } from '../../db/private-server/anchor.ts';
import { makePrivateDir } from '../../db/private-server/site.ts';
import { many, none } from '../../db/query.ts';
import { reconnecting } from '../../db/reconnect.ts';
import { sql } from '../../db/sql.ts';
import { TimeoutError } from '../../errors/general-errors.ts';
import { sha256 } from '../../util/digest.ts';
import { pollUntil } from '../../util/poll.ts';
import { acquireProcessLock } from '../../util/process-lock.ts';
import { seconds } from '../../util/units.ts';
import { listSessions } from './list-sessions.ts';

const copyDatabase = sql<{ database: string; template: string }>('testing/copy-database');
const renameDatabase = sql<{ database: string; newName: string }>('testing/rename-database');
const dropDatabase = sql<{ database: string }>('testing/drop-database');
const listDatabases = sql<void, { database: string }>('testing/list-databases');

/** What the new database contains. */
export interface FreshDatabaseOptions {
  /** `false`: no tables. Default: the schema of osstest, with all migrations. */
  readonly migrated?: boolean;
}

/**
 * Creates a database for one test, with the schema of osstest. All test processes of the user share one private
 * PostgreSQL server, which does not wait for the disk (`fsync=off`). Disposal drops the database.
 *
 * Disposal rejects if a connection to the database is still open: the code under test leaks it.
 *
 * @example
 * import { freshDatabase } from 'osstest/testing';
 *
 * await using db = await freshDatabase();
 */
export async function freshDatabase(options: FreshDatabaseOptions = {}): Promise<Db> {
  const server = await testServer();
  const database = `test_${process.pid}_${sha256(`${performance.now()} ${Math.random()}`).slice(0, 12)}`;
  const template = options.migrated === false ? null : await ensureTemplate(server);
  await server.use(async (session) => {
    if (template === null) await ensureDatabase(session, database);
    else await none(session, copyDatabase, { database, template });
  });
  return openOn(server, database, async () => {
    const left = await sessionsLeft(server, database);
    await server.use((session) => none(session, dropDatabase, { database }));
    if (left.length > 0) throw new Error(`connections are left to ${database}: ${left.join('; ')}`);
  });
}

const openOn = (server: TestServer, database: string, onClose?: () => Promise<void>): Db =>
  reconnecting(createDb(server.anchored.parameters(database), { kind: 'private', ...server.anchored.site }, onClose));

/** Returns the configuration settings of a test database, for code that opens the database from a configuration. */
export function databaseSettings(db: Db): DatabaseSettings {
  const { host = '', user = '', database = '' } = db.parameters;
  const query = new URLSearchParams({ host, user });
  return {
    database: { url: `postgresql:///${database}?${query.toString()}` },
    paths: { stateDir: '/nonexistent', runtimeDir: '/nonexistent' },
  };
}

interface TestServer {
  readonly anchored: AnchoredServer;
  /** Runs `work` with the session of the server, one call after another. Only a running call keeps the process alive. */
  use<T>(work: (session: Queryable) => Promise<T>): Promise<T>;
}

let server: Promise<TestServer> | undefined;

/** Returns the session with the server, one for the whole test process. The last process that exits stops the server. */
function testServer(): Promise<TestServer> {
  server ??= startTestServer();
  return server;
}

const SETTINGS = {
  fsync: 'off',
  max_connections: '300',
  shared_buffers: '64MB',
  full_page_writes: 'off',
  synchronous_commit: 'off',
};

async function startTestServer(): Promise<TestServer> {
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).slice(0, 8);
  const prefix = `osstest-test-${process.getuid?.() ?? 0}-`;
  const stateDir = join(tmpdir(), `${prefix}${boot}`);
  await makePrivateDir(stateDir);
  await removeOfEarlierBoots(prefix, stateDir);
  const anchored = await holdPrivateServer({ stateDir, runtimeDir: stateDir }, 'postgres', { settings: SETTINGS });
  const testServer: TestServer = { anchored, use: createUse(anchored) };
  await dropAbandoned(testServer);
  process.once('beforeExit', () => void testServer.use(() => closeAnchor(anchored)));
  return testServer;
}

const closeAnchor = async (anchored: AnchoredServer): Promise<void> => {
  await anchored[Symbol.asyncDispose]();
};

function createUse(anchored: AnchoredServer): TestServer['use'] {
  const client = anchored.session.client as unknown as { ref(): void; unref(): void };
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  client.unref();
  return async (work) => {
    waiting += 1;
    client.ref();
    const mine = last.then(() => work(anchored.session.queryable));
    last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      waiting -= 1;
      if (waiting === 0) client.unref();
    }
  };
}

/** Removes the servers of earlier boots: without fsync, their data is unreliable after a crash of the machine. */
async function removeOfEarlierBoots(prefix: string, present: string): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const path = join(tmpdir(), name);
    if (name.startsWith(prefix) && path !== present) await rm(path, { recursive: true, force: true });
  }
}

/** Drops the databases of killed test processes. */
async function dropAbandoned(server: TestServer): Promise<void> {
  await server.use(async (session) => {
    for (const { database } of await many(session, listDatabases)) {
      const pid = /^test_(\d+)_/.exec(database)?.[1];
      if (pid !== undefined && !existsSync(`/proc/${pid}`)) await none(session, dropDatabase, { database });
    }
  });
}

/** Returns the template of the test databases. It is created once for each state of the migrations. */
async function ensureTemplate(server: TestServer): Promise<string> {
  const template = `template_${(await digestMigrations()).slice(0, 16)}`;
  const isThere = (): Promise<boolean> => server.use((session) => hasDatabase(session, template));
  if (await isThere()) return template;
  await using _lock = await acquireProcessLock(`${server.anchored.site.dataDir} ${template}`);
  if (await isThere()) return template;
  const unfinished = `unfinished_${template}`;
  await server.use(async (session) => {
    await none(session, dropDatabase, { database: unfinished });
    await ensureDatabase(session, unfinished);
  });
  {
    await using db = openOn(server, unfinished);
    await bringSchemaUpToDate(db, { migrate: true });
  }
  await sessionsLeft(server, unfinished);
  await server.use((session) => none(session, renameDatabase, { database: unfinished, newName: template }));
  return template;
}

/** Returns the sessions that are still open after the closing ones had time to end. */
async function sessionsLeft(server: TestServer, database: string): Promise<string[]> {
  const look = async (): Promise<string[]> => {
    const sessions = await server.use((session) => many(session, listSessions, { database }));
    return sessions.map(({ pid, application, query }) => `${pid} "${application}" ${query}`);
  };
  let left: string[] = [];
  try {
    await pollUntil(
      async () => {
        left = await look();
        return left.length === 0 ? { done: true } : { waiting: `${left.length} sessions` };
      },
      { subject: `sessions of ${database} to end`, timeoutMs: seconds(60), intervalMs: 5 },
    );
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  }
  return left;
}
