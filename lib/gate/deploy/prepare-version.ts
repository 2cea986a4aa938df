import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { RemoteBranch } from '../../../typings/gate.ts';
import { DeployError } from '../../errors/gate-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { fetchBranch, openClone, resolveRevision } from '../../git/open-clone.ts';
import { sha256 } from '../../util/digest.ts';
import { acquireProcessLock } from '../../util/process-lock.ts';
import { run } from '../../util/subprocess.ts';

export interface PrepareVersionOptions {
  /** Source: config.gate.deployDir */
  readonly deployDir: string;
  readonly from: RemoteBranch;
  /** null: the newest. */
  readonly revision: string | null;
  readonly signal?: AbortSignal | undefined;
  /** Called with a line for each action. */
  readonly onProgress?: (line: string) => void;
}

/** A version of osstest on this machine. */
export interface PreparedVersion {
  /** The whole revision. */
  readonly revision: string;
  readonly folder: string;
}

/**
 * Checks out a version with the packages that it needs, and checks that it starts. An existing checkout does not
 * change. Versions with the same package list share their packages. A checkout is created atomically.
 *
 * @throws RemoteError (`REMOTE_FAILED`, blame lab), RevisionUnknownError (`REVISION_UNKNOWN`, blame operator)
 * @throws DeployError (`DEPLOY_FAILED`, blame lab) - its packages are not available, or it does not start.
 */
export async function prepareVersion(options: PrepareVersionOptions): Promise<PreparedVersion> {
  const { deployDir, from, signal, onProgress } = options;
  await mkdir(join(deployDir, 'versions'), { recursive: true });
  const clone = await openClone({ cacheDir: deployDir, name: 'osstest', signal });
  const newest = await fetchBranch(clone, from);
  if (newest === null) throw new DeployError(`${from.url}: has no branch ${from.branch} to deploy from`);
  const revision = options.revision === null ? newest : await resolveRevision(clone, options.revision, newest);
  const folder = versionFolder(deployDir, revision);
  await using _lock = await acquireProcessLock(`versions of ${deployDir}`, { signal });
  if (existsSync(folder)) return { revision, folder };
  onProgress?.(`version ${revision}: checked out into ${folder}`);
  const made = await mkdtemp(join(deployDir, 'versions', '.new-'));
  try {
    await run(['git', 'clone', '--quiet', '--no-checkout', '--', clone.folder, made], { signal });
    await run(['git', '-C', made, 'checkout', '--quiet', '--detach', revision], { signal });
    await symlink(await ensureModules(options, made), join(made, 'node_modules'));
    await run([process.execPath, join(made, 'bin', 'osstest.js'), '--version'], { signal });
    await rename(made, folder);
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    signal?.throwIfAborted();
    throw new DeployError(`version ${revision}: cannot be used: ${describeError(error)}`, { cause: error });
  }
  return { revision, folder };
}

/** Returns the folder of a version's checkout. */
const versionFolder = (deployDir: string, revision: string): string => join(deployDir, 'versions', revision);

/** Installs the packages of a version. Returns their folder. */
async function ensureModules(
  { deployDir, signal, onProgress }: PrepareVersionOptions,
  version: string,
): Promise<string> {
  const lock = await readFile(join(version, 'package-lock.json'));
  const modules = join(deployDir, 'modules', sha256(lock).slice(0, 16));
  const folder = join(modules, 'node_modules');
  if (existsSync(folder)) return folder;
  onProgress?.(`packages are installed into ${modules}`);
  await mkdir(join(deployDir, 'modules'), { recursive: true });
  const made = await mkdtemp(join(deployDir, 'modules', '.new-'));
  try {
    for (const file of ['package.json', 'package-lock.json']) await cp(join(version, file), join(made, file));
    await run(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: made, signal });
    await rename(made, modules);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  return folder;
}
