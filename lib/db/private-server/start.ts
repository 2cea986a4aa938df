import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, open, rename, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { PrivateServerError } from '../../errors/database-errors.ts';
import { systemClock } from '../../util/clock.ts';
import { acquireProcessLock } from '../../util/process-lock.ts';
import { minutes } from '../../util/units.ts';
import { findAccount, giveTo, type Account } from './account.ts';
import { initialiseData } from './initialise.ts';
import { findRunningServer, removeStalePidFile } from './postmaster.ts';
import { makeLinks, programsEnvironment } from './programs.ts';
import { makePrivateDir, type ServerSite } from './site.ts';

/** Time limit of a start. A server that recovers after a crash accepts connections late. */
const START_LIMIT_MS = minutes(2);
const MAX_LOG_BYTES = 4 * 1024 * 1024;
/** Message of a launcher that worked when the data were created and is not allowed here any more. */
const REFUSED = /^(unshare|setpriv): /m;
/** Matches `log_line_prefix`. */
const LOG_PREFIX = /^\d{4}-\d\d-\d\d \S+ \S+ \[\d+\] */;
/** Message while another server has the data: it is stopping, or the last processes of a killed one are still exiting. */
const TAKEN = /lock file ".*" already exists|pre-existing shared memory block|is another postmaster/i;

/**
 * Returns the folder of the socket of the server on the site's data. Creates the data and starts the server if necessary.
 *
 * @throws PrivateServerError (`PRIVATE_SERVER_FAILED`, blame lab) - with the output of initdb or the server.
 * @throws the signal's reason when it is aborted.
 */
export async function ensureServer(site: ServerSite, signal?: AbortSignal): Promise<string> {
  const running = await findRunningServer(site);
  if (running !== null) return running;
  await using _lock = await acquireProcessLock(
    `private-server ${site.dataDir}`,
    signal === undefined ? {} : { signal },
  );
  const started = await findRunningServer(site);
  if (started !== null) return started;
  return await startServer(site, signal);
}

async function startServer(site: ServerSite, signal?: AbortSignal): Promise<string> {
  await makePrivateDir(site.baseDir);
  await makePrivateDir(site.socketDir);
  await makeLinks(site.programs, site.linksDir);
  let account = await findAccount(site.dataDir, { isTried: false });
  const hasData = await access(join(site.dataDir, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
  if (!hasData) await initialiseData(site, account, signal);
  await giveTo(account, site.socketDir);
  await rotateLog(site.logPath);
  const endAt = systemClock.now() + START_LIMIT_MS;
  let isRefused = false;
  for (;;) {
    signal?.throwIfAborted();
    await removeStalePidFile(site.dataDir);
    const said = await launch(site, account, endAt, signal);
    const running = await findRunningServer(site);
    if (running !== null) return running;
    if (REFUSED.test(said) && !isRefused) {
      isRefused = true;
      account = await findAccount(site.dataDir, { isTried: true });
      await giveTo(account, site.socketDir);
    } else if (!TAKEN.test(said) || systemClock.now() > endAt) {
      throw startFailure(site, said);
    } else {
      await systemClock.sleep(50 + Math.random() * 50, signal);
    }
  }
}

/** Starts the server and waits until it accepts connections or has exited. Returns its output up to then. */
async function launch(site: ServerSite, account: Account, endAt: number, signal?: AbortSignal): Promise<string> {
  await using log = await open(site.logPath, 'a+', 0o600);
  if (account.owner !== null) await log.chown(account.owner.uid, account.owner.gid);
  const beganAt = (await log.stat()).size;
  const [program = '', ...args] = [...account.prefix, site.programs.postgres, ...serverArguments(site)];
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    cwd: '/',
    env: programsEnvironment(site.programs, site.linksDir),
  });
  let ended: string | null = null;
  child.once('exit', (code, by) => (ended = `exit ${code ?? by}`));
  child.once('error', (error) => (ended = error.message));
  await Promise.race([once(child, 'spawn'), once(child, 'error')]);
  child.unref();
  while (ended === null && (await findRunningServer(site)) === null) {
    if (systemClock.now() > endAt) {
      child.kill('SIGINT');
      throw startFailure(site, `not ready within ${START_LIMIT_MS / 1000} s; ${await textFrom(log, beganAt)}`);
    }
    await systemClock.sleep(2, signal);
  }
  const written = await textFrom(log, beganAt);
  return written === '' ? (ended ?? '') : written;
}

function serverArguments(site: ServerSite): string[] {
  const settings = {
    listen_addresses: '',
    port: '5432',
    unix_socket_directories: `"${site.socketDir.replaceAll('"', '""')}"`,
    // Small, because it is allocated at every start of the server.
    shared_buffers: '16MB',
    max_connections: '100',
    max_worker_processes: '2',
    autovacuum_naptime: '5min',
    // With `minimal`, a crash returns sequence numbers again that were returned since the schema was created.
    wal_level: 'replica',
    // The server has no replicas: fewer processes to start.
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    ...(site.programs.major >= 18 ? { io_method: 'sync' } : {}),
    log_line_prefix: '%m [%p] %a ',
    lc_messages: 'C',
    ...site.settings,
  };
  return ['-D', site.dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function textFrom(log: FileHandle, position: number): Promise<string> {
  const buffer = Buffer.alloc(64 * 1024);
  const { bytesRead } = await log.read(buffer, 0, buffer.length, position);
  return buffer.toString('utf8', 0, bytesRead);
}

function startFailure(site: ServerSite, said: string): PrivateServerError {
  const lines = said.split('\n').flatMap((line) => line.replace(LOG_PREFIX, '').trim() || []);
  const last = lines.slice(-3).join(' | ');
  return new PrivateServerError(
    `the private PostgreSQL server did not start: ${last === '' ? 'it printed nothing' : last} (log: ${site.logPath})`,
  );
}

async function rotateLog(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found !== null && found.size > MAX_LOG_BYTES) await rename(path, `${path}.old`);
}
