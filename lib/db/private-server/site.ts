import { lstat, chmod, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../../../typings/config.ts';
import { PrivateServerError } from '../../errors/database-errors.ts';
import { sha256 } from '../../util/digest.ts';
import type { PostgresPrograms } from './postgres-programs.ts';

/** The folders that the private server needs to know. */
export type ServerPaths = Pick<Config['paths'], 'stateDir' | 'runtimeDir'>;

/** Where one private server has its things, and what runs it. */
export interface ServerSite {
  /** `stateDir/pgMAJOR`: everything below is the server's. */
  readonly baseDir: string;
  readonly dataDir: string;
  /** For the socket, when we start the server; a running one says itself where it listens. */
  readonly socketDir: string;
  readonly logPath: string;
  /** Links to shared libraries, see programs.ts. */
  readonly linksDir: string;
  readonly programs: PostgresPrograms;
  /** More settings on the server's command line. */
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

/** A server's data only fit its major version. */
export const baseDirOf = (paths: ServerPaths, major: number): string => join(resolve(paths.stateDir), `pg${major}`);

/** Beside the data, which stays when a login's runtime folder goes; where that is too long, a short one. */
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
 * Makes a folder that nobody else can enter, or makes sure that an existing one is such.
 *
 * @throws PrivateServerError (`PRIVATE_SERVER_FAILED`, blame lab) - it belongs to somebody else, or is no folder.
 */
export async function makePrivateDir(dir: string): Promise<void> {
  try {
    await mkdir(dirname(dir), { recursive: true, mode: 0o700 });
    await mkdir(dir, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } catch (error) {
    throw new PrivateServerError(`${dir}: cannot be made: ${(error as Error).message}`, { cause: error });
  }
  const found = await lstat(dir);
  const uid = process.getuid?.() ?? 0;
  if (!found.isDirectory()) throw new PrivateServerError(`${dir}: is not a folder of its own`);
  if (found.uid !== uid && uid !== 0) {
    throw new PrivateServerError(`${dir}: belongs to the user with number ${found.uid}, not to us (${uid})`);
  }
  if ((found.mode & 0o077) !== 0) await chmod(dir, 0o700);
}
