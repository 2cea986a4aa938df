import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { PrivateServerError } from '../../errors/database-errors.ts';
import { SOCKET_NAME, type ServerSite } from './site.ts';

/** The contents of a server's postmaster.pid. */
export interface Postmaster {
  readonly pid: number;
  readonly socketDir: string;
  /** `starting`, `ready` or `stopping`. */
  readonly state: string;
}

/** Returns the contents of postmaster.pid; null: it does not exist or is incomplete. Its server may have exited. */
export async function readPostmaster(dataDir: string): Promise<Postmaster | null> {
  const lines = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1) return null;
  return { pid, socketDir: lines[4]?.trim() ?? '', state: lines[7]?.trim() ?? '' };
}

/** Returns whether a process belongs to the server of these data: its working directory is the folder of the data. */
export async function isServerProcess(pid: number, dataDir: string): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(dataDir));
  } catch {
    return false; // the process has exited, or belongs to another user
  }
}

/** Returns the folder of the socket of the server that runs on these data and accepts connections; null: there is none. */
export async function findRunningServer(site: Pick<ServerSite, 'dataDir'>): Promise<string | null> {
  const postmaster = await readPostmaster(site.dataDir);
  if (postmaster?.state !== 'ready' || postmaster.socketDir === '') return null;
  const answer = await knock(join(postmaster.socketDir, SOCKET_NAME));
  if (answer === 'open') return postmaster.socketDir;
  if (answer === 'absent' && (await isServerProcess(postmaster.pid, site.dataDir))) {
    const now = await readPostmaster(site.dataDir);
    if (now?.pid === postmaster.pid && now.state === 'ready') {
      throw new PrivateServerError(
        `the private PostgreSQL server runs (process ${now.pid}) and its socket ${join(now.socketDir, SOCKET_NAME)} ` +
          'is missing: the folder was removed, or is hidden from this process; "osstest db stop" stops the server',
      );
    }
  }
  return null;
}

/** Returns how a unix socket answers a connection. */
function knock(path: string): Promise<'open' | 'closed' | 'absent'> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve('open');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ENOENT' ? 'absent' : 'closed'));
  });
}

/**
 * Removes a postmaster.pid whose process ID now belongs to an unrelated program, after a crash of the machine or in a new
 * container. PostgreSQL would take that program for the server and refuse to start.
 */
export async function removeStalePidFile(dataDir: string): Promise<void> {
  const postmaster = await readPostmaster(dataDir);
  if (postmaster === null || (await isServerProcess(postmaster.pid, dataDir))) return;
  for (const pid of await readdir('/proc')) {
    if (/^\d+$/.test(pid) && (await isServerProcess(Number(pid), dataDir))) return; // one of its backends is still exiting
  }
  const now = await readPostmaster(dataDir);
  if (now?.pid === postmaster.pid) await rm(join(dataDir, 'postmaster.pid'), { force: true });
}
