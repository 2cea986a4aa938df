import test, { type ExecutionContext } from 'ava';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseLostError, PrivateServerError } from '../../errors/database-errors.ts';
import { pollUntil, type PollAnswer } from '../../util/poll.ts';
import { seconds } from '../../util/units.ts';
import { isPassing } from '../failures.ts';
import { databaseStatus, stopPrivateServer } from '../open/database-status.ts';
import { openDatabase, type DatabaseSettings } from '../open/open-database.ts';
import { openSession } from '../session.ts';
import { isServerProcess } from './postmaster.ts';
import { findPrograms } from './programs.ts';
import { makePrivateDir, serverSite } from './site.ts';

const CLIENT = fileURLToPath(new URL('../../testing/database/private-server-client.ts', import.meta.url));
const scratch = await mkdtemp(join(tmpdir(), 'osstest pg ')); // with a space, which paths may contain
const stateDir = join(scratch, 'state');
const settings: DatabaseSettings = { database: { url: null }, paths: { stateDir, runtimeDir: scratch } };

test.after.always(async () => {
  await stopPrivateServer(settings, { force: true });
  await rm(scratch, { recursive: true, force: true });
});

const serversOf = async (dir: string): Promise<number[]> => {
  const site = serverSite(
    { stateDir: dir, runtimeDir: scratch },
    await findPrograms({ stateDir: dir, runtimeDir: scratch }),
  );
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map((pid) => isServerProcess(pid, site.dataDir)));
  return pids.filter((_, index) => found[index]);
};
const dataDir = async (): Promise<string> => serverSite(settings.paths, await findPrograms(settings.paths)).dataDir;
const postmasterPid = async (): Promise<number> =>
  Number((await readFile(join(await dataDir(), 'postmaster.pid'), 'utf8')).split('\n')[0]);

async function startClient(dir = stateDir, ...more: string[]): Promise<ChildProcess & { flight: number }> {
  const child = fork(CLIENT, [dir, ...more]);
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`client ended with ${String(code)}`))),
  ])) as [{ flight: number }];
  return Object.assign(child, message);
}

async function endClient(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.send('close');
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`client ended with ${code}`);
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function flights(t: ExecutionContext): Promise<number[]> {
  await using db = await openDatabase(settings);
  t.is(db.location.kind, 'private');
  return (await db.any<{ flight: number }>('select flight from flights order by flight')).map(({ flight }) => flight);
}

test.serial('processes that start together from nothing share one server, and the last one stops it', async (t) => {
  const clients = await Promise.all(Array.from({ length: 5 }, () => startClient()));
  t.deepEqual(
    clients.map(({ flight }) => flight).sort((a, b) => a - b),
    [1, 2, 3, 4, 5],
  );
  t.like(await databaseStatus(settings), { kind: 'private', state: 'running' });
  t.is(await stopPrivateServer(settings), 'in-use');
  await Promise.all(clients.map(endClient));
  t.deepEqual(await serversOf(stateDir), []);
  t.is((await databaseStatus(settings)).state, 'stopped');
  t.is(await stopPrivateServer(settings), 'not-running');
  const left = await readdir(join(await dataDir(), '..'));
  t.deepEqual(
    left.sort((a, b) => a.localeCompare(b)),
    ['data', 'lib', 'run', 'server.log'],
  );
  t.deepEqual(await readdir(join(await dataDir(), '..', 'run')), []);
});

test.serial('a killed client leaves a server that the next client uses and stops', async (t) => {
  await killed(await startClient());
  t.true((await serversOf(stateDir)).length > 0);
  t.is((await flights(t)).length, 6);
  t.deepEqual(await serversOf(stateDir), []);
});

test.serial(
  'after the server is killed its sessions are notified, and the next client finds all records',
  async (t) => {
    const db = await openDatabase(settings);
    let tell: (error: Error) => void = () => undefined;
    const lost = new Promise<Error>((resolve) => (tell = resolve));
    await openSession(db, { applicationName: 'osstest owner', onLost: (error) => tell(error) });
    await db.none(`insert into flights (branch) values ('before the crash')`);
    await openSession(db, { applicationName: 'osstest other' });
    process.kill(await postmasterPid(), 'SIGKILL');
    t.true((await lost) instanceof DatabaseLostError);
    await t.notThrowsAsync(db.close());
    t.is((await flights(t)).length, 7);
    t.deepEqual(await serversOf(stateDir), []);
  },
);

test.serial('sequence numbers from before a crash of the server are not returned again after it', async (t) => {
  const dir = join(scratch, 'numbers');
  await using db = await openDatabase({ ...settings, paths: { stateDir: dir, runtimeDir: scratch } });
  const give = (): Promise<{ taskid: number }[]> =>
    db.any(
      "insert into tasks (type, refkey, live) select 'ownd', random()::text, true from generate_series(1, 20) returning taskid",
    );
  const before = await give();
  const { pid } = await db.one<{ pid: number }>('select pg_backend_pid() as pid');
  process.kill(pid, 'SIGKILL'); // after this the whole server restarts
  const look = async (): Promise<PollAnswer<{ taskid: number }[]>> => {
    try {
      return { done: await give() };
    } catch (error) {
      if (isPassing(error)) return { waiting: String(error) };
      throw error;
    }
  };
  const subject = 'the server after its crash';
  const after = await pollUntil(look, { subject, timeoutMs: seconds(60), intervalMs: 50 });
  const last = Math.max(...before.map(({ taskid }) => taskid));
  t.deepEqual(
    after.filter(({ taskid }) => taskid <= last),
    [],
  );
});

test.serial('clients that arrive while the last one stops the server start it again', async (t) => {
  for (let round = 0; round < 5; round += 1) {
    const db = await openDatabase(settings);
    await Promise.all([db.close(), flights(t), flights(t)]);
  }
  t.deepEqual(await serversOf(stateDir), []);
});

test.serial('a lingering server runs until it is stopped', async (t) => {
  await (await openDatabase({ ...settings, database: { url: null, linger: true } })).close();
  t.true((await serversOf(stateDir)).length > 0);
  t.is(await stopPrivateServer(settings), 'stopped');
  t.deepEqual(await serversOf(stateDir), []);
});

test.serial('a postmaster.pid whose process ID now belongs to another program does not prevent a start', async (t) => {
  await writeFile(
    join(await dataDir(), 'postmaster.pid'),
    `${process.pid}\n${await dataDir()}\n1\n5432\n/x\n\n 1 2\nready   \n`,
  );
  t.is((await flights(t)).length, 7);
});

test.serial('the incomplete data of a killed process are removed and created again', async (t) => {
  const dir = join(scratch, 'half made');
  const { baseDir } = serverSite(
    { stateDir: dir, runtimeDir: dir },
    await findPrograms({ stateDir: dir, runtimeDir: dir }),
  );
  const child = fork(CLIENT, [dir]);
  await pollUntil(
    async () => {
      const names = await readdir(baseDir).catch(() => []);
      const found = names.find((name) => name.startsWith('data.new.'));
      const begun = found !== undefined && (await readdir(join(baseDir, found))).length > 2;
      return begun ? { done: true } : { waiting: 'initdb to start' };
    },
    { subject: 'initdb', timeoutMs: seconds(60), intervalMs: 5 },
  );
  await killed(child);
  const next = await startClient(dir);
  t.is(next.flight, 1);
  t.deepEqual(
    (await readdir(baseDir)).filter((name) => name.includes('.new.')),
    [],
  );
  await endClient(next);
  t.deepEqual(await serversOf(dir), []);
});

test.serial('a server whose socket was removed is reported, and can be stopped', async (t) => {
  await (await openDatabase({ ...settings, database: { url: null, linger: true } })).close();
  await rm(join(await dataDir(), '..', 'run', '.s.PGSQL.5432'));
  await t.throwsAsync(openDatabase(settings), {
    instanceOf: PrivateServerError,
    message: /socket .* is missing.*db stop/,
  });
  t.is(await stopPrivateServer(settings), 'stopped');
});

test.serial('the failure to start a server is reported with its reason', async (t) => {
  const config = join(await dataDir(), 'postgresql.conf');
  const text = await readFile(config, 'utf8');
  await writeFile(config, 'work_mem = lots\n');
  await t.throwsAsync(openDatabase(settings), { instanceOf: PrivateServerError, message: /work_mem.*server\.log/ });
  await writeFile(config, text);
  t.is((await flights(t)).length, 7);
});

test('data of a PostgreSQL version that this machine lacks are reported', async (t) => {
  const dir = join(scratch, 'of the future');
  await mkdir(join(dir, 'pg99', 'data'), { recursive: true });
  await writeFile(join(dir, 'pg99', 'data', 'PG_VERSION'), '99\n');
  await t.throwsAsync(findPrograms({ stateDir: dir, runtimeDir: dir }), {
    code: 'POSTGRES_MISSING',
    message: /database of PostgreSQL 99/,
  });
  await t.throwsAsync(findPrograms(settings.paths, '/nonexistent'), { code: 'POSTGRES_MISSING' });
});

test('the socket is beside the data, or in a short folder if that path is too long', (t) => {
  const programs = { major: 18, initdb: '', postgres: '', libraryDir: null, libraryLinks: [] };
  const site = (stateDir: string, runtimeDir: string): string =>
    serverSite({ stateDir, runtimeDir }, programs).socketDir;
  t.is(site('/short', '/run/user/1'), '/short/pg18/run');
  t.regex(site(`/${'x'.repeat(100)}`, '/run/user/1'), /^\/run\/user\/1\/pg-[0-9a-f]{12}$/);
  t.regex(site(`/${'x'.repeat(100)}`, `/${'y'.repeat(100)}`), /\/osstest-\d+-pg-[0-9a-f]{12}$/);
});

test('a private folder is closed to other users, and is not a link', async (t) => {
  const dir = join(scratch, 'open');
  await mkdir(dir);
  await chmod(dir, 0o777);
  await makePrivateDir(dir);
  t.is((await stat(dir)).mode & 0o777, 0o700);
  await symlink(dir, join(scratch, 'link'));
  await t.throwsAsync(makePrivateDir(join(scratch, 'link')), { instanceOf: PrivateServerError });
  await writeFile(join(scratch, 'file'), '');
  await t.throwsAsync(makePrivateDir(join(scratch, 'file', 'below')), { instanceOf: PrivateServerError });
});

test('an open database prevents its process from exiting, unless keepsAlive is false', async (t) => {
  const dir = join(scratch, 'idle');
  const [keeping, idle] = await Promise.all([startClient(dir), startClient(dir, 'idle')]);
  if (idle.exitCode === null) await once(idle, 'exit');
  t.is(idle.exitCode, 0);
  t.is(keeping.exitCode, null);
  await endClient(keeping);
  t.deepEqual(await serversOf(dir), [], 'the last of them stopped it');
});
