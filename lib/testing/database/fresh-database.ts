import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDb, type Db } from '../../db/db.ts';
import type { DatabaseSettings } from '../../db/open-database.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { bringSchemaUpToDate, digestMigrations } from '../../db/migrate.ts';
import { ensureDatabase, hasDatabase } from '../../db/private-database.ts';
import { holdPrivateServer, type AnchoredServer } from '../../db/private-server/anchor.ts';
import { makePrivateDir } from '../../db/private-server/site.ts';
import { many, none } from '../../db/query.ts';
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

export interface FreshDatabaseOptions {
  /** `false`: no tables at all. Default: our schema, migrated. */
  readonly migrated?: boolean;
}

/**
 * A database of its own for a test, with our schema, on a private PostgreSQL server that all test processes of this user
 * share; dropped at the end. It never waits for the disk (fsync off).
 *
 * Closing it rejects when a connection to it is left open, since that is a fault of what was tested.
 *
 * @example
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
  createDb(server.anchored.parameters(database), { kind: 'private', ...server.anchored.site }, onClose);

/** What a configuration says to get at the database of a test: for what opens it by itself. */
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
  /** Works with the server's session, one after another; it keeps the process alive meanwhile, and only then. */
  use<T>(work: (session: Queryable) => Promise<T>): Promise<T>;
}

let server: Promise<TestServer> | undefined;

/** One session with the server for the whole test process; the last process to end stops the server. */
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

/** After a crash of the machine a server that never waited for the disk has nothing that can be trusted. */
async function removeOfEarlierBoots(prefix: string, present: string): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const path = join(tmpdir(), name);
    if (name.startsWith(prefix) && path !== present) await rm(path, { recursive: true, force: true });
  }
}

/** Drops databases of test processes that were killed. */
async function dropAbandoned(server: TestServer): Promise<void> {
  await server.use(async (session) => {
    for (const { database } of await many(session, listDatabases)) {
      const pid = /^test_(\d+)_/.exec(database)?.[1];
      if (pid !== undefined && !existsSync(`/proc/${pid}`)) await none(session, dropDatabase, { database });
    }
  });
}

/** The database that tests' databases are copies of; made once for each state of the migrations. */
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

/** The sessions that are still in a database when those that are just ending had time to. */
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
      { subject: `sessions of ${database} to end`, timeoutMs: seconds(2), intervalMs: 5 },
    );
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  }
  return left;
}
