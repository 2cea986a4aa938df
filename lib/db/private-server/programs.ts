import { readdir, readlink, rename, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PostgresMissingError } from '../../errors/database-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { run } from '../../util/subprocess.ts';
import { exists, npmPrograms, OLDEST_MAJOR, programsIn, systemPrograms } from './installed-programs.ts';
import type { PostgresPrograms } from './postgres-programs.ts';
import { baseDirOf, makePrivateDir, type ServerPaths } from './site.ts';

/**
 * Returns the programs for the private server: those of the version of existing data, else the first that run on this
 * machine: those of npm, then the newest of the system.
 *
 * @param binDir - Folder with `postgres` and `initdb` to use instead.
 * @throws PostgresMissingError (`POSTGRES_MISSING`, blame operator)
 */
export async function findPrograms(paths: ServerPaths, binDir?: string): Promise<PostgresPrograms> {
  const npm = binDir === undefined ? await npmPrograms() : [];
  for (const programs of npm) if (await hasData(paths, programs.major)) return programs; // the usual and fastest case
  const found = [...npm, ...(await (binDir === undefined ? systemPrograms() : programsIn([binDir])))];
  for (const programs of found) if (await hasData(paths, programs.major)) return programs;
  const left = await majorsWithData(paths);
  if (left.length > 0) {
    throw new PostgresMissingError(
      `${paths.stateDir}: holds a database of PostgreSQL ${left.join(', ')}, and this machine has ${describeFound(found)}; ` +
        'install that version, or move the folder away and import an export of it',
    );
  }
  const reasons: string[] = [];
  for (const programs of found) {
    const reason = await whyNotRunnable(paths, programs);
    if (reason === null) return programs;
    reasons.push(reason);
  }
  throw new PostgresMissingError(
    `no PostgreSQL >= ${OLDEST_MAJOR} for the private server${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}; ` +
      "install Debian's postgresql package, or set the URL of a server (database.url)",
  );
}

const describeFound = (found: readonly PostgresPrograms[]): string =>
  found.length === 0 ? 'none' : [...new Set(found.map((programs) => programs.major))].join(', ');

const hasData = (paths: ServerPaths, major: number): Promise<boolean> =>
  exists(join(baseDirOf(paths, major), 'data', 'PG_VERSION'));

async function majorsWithData(paths: ServerPaths): Promise<number[]> {
  const names = await readdir(paths.stateDir).catch(() => []);
  const majors = names.flatMap((name) => (/^pg\d+$/.test(name) ? [Number(name.slice(2))] : []));
  const held = await Promise.all(majors.map((major) => hasData(paths, major)));
  return majors.filter((_, index) => held[index]);
}

async function whyNotRunnable(paths: ServerPaths, programs: PostgresPrograms): Promise<string | null> {
  const linksDir = join(baseDirOf(paths, programs.major), 'lib');
  if (programs.libraryLinks.length > 0) await makeLinks(programs, linksDir);
  try {
    await run([programs.postgres, '--version'], { env: programsEnvironment(programs, linksDir) });
    return null;
  } catch (error) {
    return `${programs.postgres}: ${describeError(error)}`;
  }
}

/** The environment of the programs. It has nothing of ours, which may contain secrets and settings of clients. */
export const programsEnvironment = (programs: PostgresPrograms, linksDir: string): NodeJS.ProcessEnv => ({
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  ...(programs.libraryDir === null ? {} : { LD_LIBRARY_PATH: `${programs.libraryDir}:${linksDir}` }),
});

/** Creates the links to the programs' libraries, each one atomically. Concurrent calls are safe. */
export async function makeLinks(programs: PostgresPrograms, linksDir: string): Promise<void> {
  await makePrivateDir(dirname(linksDir));
  await makePrivateDir(linksDir);
  await Promise.all(programs.libraryLinks.map(({ name, target }) => makeLink(join(linksDir, name), target)));
}

async function makeLink(path: string, target: string): Promise<void> {
  if ((await readlink(path).catch(() => null)) === target) return;
  const temporary = `${path}.new.${process.pid}`;
  await symlink(target, temporary).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rename(temporary, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
