import { lstat, chmod, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../../../typings/config.ts';
import { PrivateServerError } from '../../errors/database-errors.ts';
import { sha256 } from '../../util/digest.ts';
import type { PostgresPrograms } from './postgres-programs.ts';

/** The folders that the private server needs to know. */
export type ServerPaths = Pick<Config['paths'], 'stateDir' | 'runtimeDir'>;

/** The folders and programs of one private server. */
export interface ServerSite {
  /** `stateDir/pgMAJOR`: everything below belongs to the server. */
  readonly baseDir: string;
  readonly dataDir: string;
  /** Folder for the socket of a server that we start; postmaster.pid names the folder of a running one. */
  readonly socketDir: string;
  readonly logPath: string;
  /** Links to shared libraries, see programs.ts. */
  readonly linksDir: string;
  readonly programs: PostgresPrograms;
  /** Additional settings on the server's command line. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Longest path of a unix socket, in bytes, without the NUL. */
const MAX_SOCKET_PATH = 107;
export const SOCKET_NAME = '.s.PGSQL.5432';

export function serverSite(
  paths: ServerPaths,
  programs: PostgresPrograms,
  settings: ServerSite['settings'] = {},
): ServerSite {
  const baseDir = baseDirOf(paths, programs.major);
  return {
    baseDir,
    dataDir: join(baseDir, 'data'),
    socketDir: socketDirOf(paths, baseDir),
    logPath: join(baseDir, 'server.log'),
    linksDir: join(baseDir, 'lib'),
    programs,
    settings,
  };
}

/** Returns the folder of a server. Data are compatible only with one major version, so its number is in the name. */
export const baseDirOf = (paths: ServerPaths, major: number): string => join(resolve(paths.stateDir), `pg${major}`);

/** Returns a folder beside the data, which outlives the runtime folder of a login, or a short one if that path is too long. */
function socketDirOf(paths: ServerPaths, baseDir: string): string {
  const short = `pg-${sha256(baseDir).slice(0, 12)}`;
  const candidates = [
    join(baseDir, 'run'),
    join(resolve(paths.runtimeDir), short),
    join(tmpdir(), `osstest-${process.getuid?.() ?? 0}-${short}`),
  ];
  const fitting = candidates.find((dir) => Buffer.byteLength(join(dir, SOCKET_NAME)) <= MAX_SOCKET_PATH);
  if (fitting === undefined) {
    throw new PrivateServerError(
      `no path short enough for a unix socket (${MAX_SOCKET_PATH} bytes): ${candidates.join(', ')}; set a shorter runtime or temporary folder`,
    );
  }
  return fitting;
}

/**
 * Creates a folder that other users cannot enter, or checks an existing one and removes the rights of others.
 *
 * @throws PrivateServerError (`PRIVATE_SERVER_FAILED`, blame lab) - it belongs to another user, or is not a folder.
 */
export async function makePrivateDir(dir: string): Promise<void> {
  try {
    await mkdir(dirname(dir), { recursive: true, mode: 0o700 });
    await mkdir(dir, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } catch (error) {
    throw new PrivateServerError(`${dir}: cannot be created: ${(error as Error).message}`, { cause: error });
  }
  const found = await lstat(dir);
  const uid = process.getuid?.() ?? 0;
  if (!found.isDirectory()) throw new PrivateServerError(`${dir}: is not a folder of its own`);
  if (found.uid !== uid && uid !== 0) {
    throw new PrivateServerError(`${dir}: belongs to the user with ID ${found.uid}, not to this user (${uid})`);
  }
  if ((found.mode & 0o077) !== 0) await chmod(dir, 0o700);
}
