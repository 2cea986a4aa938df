import test from 'ava';
import { createServer } from 'node:net';
import { once } from 'node:events';
import {
  DatabaseLostError,
  DatabaseRefusedError,
  DatabaseSchemaError,
  DatabaseUnreachableError,
} from '../../errors/database-errors.ts';
import { databaseSettings, freshDatabase } from '../../testing/database/fresh-database.ts';
import { openDatabase, type DatabaseSettings } from './open-database.ts';
import { listTables } from '../original-tables.ts';
import { many } from '../query.ts';
import { checkServer } from './server-check.ts';
import { openSession } from '../session.ts';
import { sql } from '../sql.ts';

const readServer = sql<void, { database: string }>('server/read-server');
const at = (url: string): DatabaseSettings => ({
  database: { url },
  paths: { stateDir: '/nonexistent', runtimeDir: '/nonexistent' },
});
const replaced = (settings: DatabaseSettings, from: string, to: string): DatabaseSettings =>
  at(settings.database.url?.replace(from, to) ?? '');

test('openDatabase names the server that does not answer, without its password', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  const refused = await t.throwsAsync(openDatabase(at(`postgresql://me:secret@127.0.0.1:${port}/db`)), {
    instanceOf: DatabaseUnreachableError,
    message: new RegExp(`127\\.0\\.0\\.1:${port}, database db.*ECONNREFUSED`),
  });
  t.notRegex(refused.message, /secret/);
  await t.throwsAsync(openDatabase(at('postgresql://me@no-such-host.invalid/db')), {
    instanceOf: DatabaseUnreachableError,
    message: /no-such-host\.invalid:5432/,
  });
  await t.throwsAsync(openDatabase(at('postgresql:///db?host=/nonexistent')), { instanceOf: DatabaseUnreachableError });
});

test('openDatabase reports a server that is not PostgreSQL', async (t) => {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  t.teardown(() => server.close());
  await t.throwsAsync(openDatabase(at(`postgresql://me@127.0.0.1:${port}/db`)), {
    instanceOf: DatabaseUnreachableError,
  });
});

test('openDatabase distinguishes a wrong role or database from a server that is down', async (t) => {
  await using db = await freshDatabase();
  const settings = databaseSettings(db);
  const name = db.parameters.database ?? '';
  await t.throwsAsync(openDatabase(replaced(settings, name, 'no_such_database')), {
    instanceOf: DatabaseRefusedError,
    message: /database "no_such_database" does not exist/,
  });
  await t.throwsAsync(openDatabase(replaced(settings, 'user=osstest', 'user=nobody_at_all')), {
    instanceOf: DatabaseRefusedError,
    message: /role "nobody_at_all" does not exist/,
  });
});

test('a server that is too old is rejected with both versions', async (t) => {
  await using db = await freshDatabase();
  await db.tx(async (tx) => {
    await tx.none(`create function public.current_setting(text) returns text language sql as $$ select '140010' $$`);
    await tx.none('set local search_path = public, pg_catalog');
    await t.throwsAsync(checkServer(tx), {
      instanceOf: DatabaseSchemaError,
      code: 'DATABASE_SERVER_TOO_OLD',
      message: /140010.*needs 15/,
    });
    await tx.none('drop function public.current_setting(text)');
  });
});

test('a statement whose connection is terminated throws DatabaseLostError, and the next one works', async (t) => {
  await using db = await freshDatabase();
  await t.throwsAsync(
    db.task(async (task) => {
      const { pid } = await task.one<{ pid: number }>('select pg_backend_pid() as pid');
      await db.any('select pg_terminate_backend($1)', [pid]);
      await many(task, readServer);
    }),
    { instanceOf: DatabaseLostError, message: /server\/read-server/ },
  );
  t.true((await listTables(db)).length > 0);
});

test('the termination of idle connections has no effect on later statements', async (t) => {
  await using db = await freshDatabase();
  await Promise.all([listTables(db), listTables(db), listTables(db)]);
  await db.any(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  await t.notThrowsAsync(Promise.all([listTables(db), listTables(db), listTables(db)]));
});

test('a session reports its loss once, and does not report that it is closed', async (t) => {
  await using db = await freshDatabase();
  const losses: Error[] = [];
  const onLost = (error: Error): void => void losses.push(error);
  const session = await openSession(db, { applicationName: 'osstest owner', onLost });
  const { name } = await db.one<{ name: string }>(
    'select application_name as name from pg_stat_activity where pid = $1',
    [session.pid],
  );
  t.is(name, 'osstest owner');
  await db.any('select pg_terminate_backend($1)', [session.pid]);
  await new Promise((resolve) => setTimeout(resolve, 200));
  t.is(losses.length, 1);
  t.true(losses[0] instanceof DatabaseLostError);
  t.true(session.isLost);
  await session[Symbol.asyncDispose]();
  const other = await openSession(db, { applicationName: 'osstest other', onLost });
  await other[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
  t.false(other.isLost);
  t.is(losses.length, 1);
});

test('a session that gets no answer to its ping is lost', async (t) => {
  await using db = await freshDatabase();
  const lost = new Promise<Error>((resolve) => {
    void openSession(db, {
      applicationName: 'osstest owner',
      onLost: resolve,
      ping: { everyMs: 20, limitMs: 100 },
    }).then((session) => session.queryable.any('select pg_sleep(60)').catch(() => undefined));
  });
  t.regex((await lost).message, /no answer within 0\.1 s/);
});

test('a session receives notifications', async (t) => {
  await using db = await freshDatabase();
  await using session = await openSession(db, { applicationName: 'osstest listener' });
  const heard = new Promise((resolve) => session.onNotification((channel, payload) => resolve({ channel, payload })));
  await session.queryable.none('listen news');
  await db.any(`select pg_notify('news', 'hello')`);
  t.deepEqual(await heard, { channel: 'news', payload: 'hello' });
});

test('freshDatabase rejects if a connection remains open', async (t) => {
  const db = await freshDatabase();
  const session = await openSession(db, { applicationName: 'osstest forgotten' });
  await t.throwsAsync(db.close(), { message: /connections are left.*osstest forgotten/ });
  await session[Symbol.asyncDispose]();
});
