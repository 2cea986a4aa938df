import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PrivateServerError } from '../../errors/database-errors.ts';
import { SubprocessError } from '../../errors/subprocess-errors.ts';
import { run } from '../../util/subprocess.ts';
import { giveTo, type Account } from './account.ts';
import { readPostmaster } from './postmaster.ts';
import { programsEnvironment } from './programs.ts';
import type { ServerSite } from './site.ts';

/**
 * Creates the server's data atomically: in a temporary folder that is renamed when the data are complete. When two processes
 * do this concurrently, one succeeds and the other uses its data.
 *
 * @throws PrivateServerError (`PRIVATE_SERVER_FAILED`, blame lab) - with the output of initdb.
 */
export async function initialiseData(site: ServerSite, account: Account, signal?: AbortSignal): Promise<void> {
  await removeUnfinished(site.dataDir);
  const temporary = await mkdtemp(`${site.dataDir}.new.${process.pid}.`);
  try {
    await giveTo(account, temporary);
    await runInitdb(site, account, temporary, signal);
    await rename(temporary, site.dataDir);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (isTaken(error)) return;
    throw error;
  }
}

async function runInitdb(site: ServerSite, account: Account, dir: string, signal?: AbortSignal): Promise<void> {
  // The death signal is set after the change of account, which would clear it.
  const tied = [...account.prefix, 'setpriv', '--pdeathsig', 'KILL', '--', site.programs.initdb];
  const options = [
    '-D',
    dir,
    '-U',
    'osstest',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ];
  try {
    const common = {
      env: programsEnvironment(site.programs, site.linksDir),
      ...(signal === undefined ? {} : { signal }),
    };
    await run([...tied, ...options], common);
    await run(['sync', '-f', dir], common); // one sync of the file system is faster than one of each file
  } catch (error) {
    if (!(error instanceof SubprocessError)) throw error;
    const said = error.stderr.split('\n').find((line) => /error|fatal/i.test(line)) ?? error.message;
    throw new PrivateServerError(`${site.baseDir}: initdb could not create the database: ${said.trim()}`, {
      cause: error,
    });
  }
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');

/** Removes the folders of killed processes, whose process ID is in the name. */
async function removeUnfinished(dataDir: string): Promise<void> {
  const prefix = `${basename(dataDir)}.new.`;
  for (const name of await readdir(dirname(dataDir))) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number(name.slice(prefix.length).split('.')[0]);
    const dir = join(dirname(dataDir), name);
    if (!isAlive(pid) && (await readPostmaster(dir)) === null) await rm(dir, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
