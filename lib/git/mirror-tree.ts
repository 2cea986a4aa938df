import { rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { currentDate, systemClock } from '../util/clock.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { hours } from '../util/units.ts';
import { fetchAll, openClone, type TreeClone } from './open-clone.ts';
import { treeCloneName } from './tree-clone-name.ts';

export interface MirrorOptions {
  /** Source: config.paths.cacheDir */
  readonly cacheDir: string;
  /** `missing`: an existing mirror is used unchanged. `always`: an existing mirror is fetched again. */
  readonly update: 'missing' | 'always';
  readonly signal?: AbortSignal | undefined;
}

const FETCHED = 'osstest-fetched';

/**
 * Updates the mirror of a tree and returns its folder.
 *
 * All harnesses of this machine share the mirror. If several call at the same time, one fetches and the others wait for
 * it. The mirror retains commits that the tree no longer has, so that a rewritten history stays readable.
 *
 * @throws RemoteError (`REMOTE_FAILED`, blame lab) - the repository does not answer within an hour.
 */
export async function mirrorTree(url: string, { cacheDir, update, signal }: MirrorOptions): Promise<string> {
  const askedAtMs = systemClock.now();
  const clone = await openClone({ cacheDir, name: treeCloneName(url), limitMs: hours(1), signal });
  await using _lock = await acquireProcessLock(`${clone.folder} mirror`, { signal });
  const fetchedAtMs = await stat(join(clone.folder, FETCHED)).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
  const isFresh = fetchedAtMs !== null && (update === 'missing' || fetchedAtMs > askedAtMs);
  if (!isFresh) await fetchMirror(clone, isLocal(url) ? resolve(url) : url);
  return clone.folder;
}

/** Returns whether git reads this address as a local path: a colon before any slash marks an address of another machine. */
const isLocal = (url: string): boolean => !/^[^/]*:/.test(url);

async function fetchMirror(clone: TreeClone, url: string): Promise<void> {
  await clone.git('config', 'gc.pruneExpire', 'never');
  await clone.git('config', 'fetch.writeCommitGraph', 'true');
  await fetchAll(clone, url);
  const stamp = join(clone.folder, FETCHED);
  await writeFile(stamp, '');
  const now = currentDate();
  await utimes(stamp, now, now); // the clock of askedAtMs
}

/** Removes a damaged mirror; the next mirrorTree recreates it. */
export async function removeMirror(url: string, { cacheDir, signal }: MirrorOptions): Promise<void> {
  const { folder } = await openClone({ cacheDir, name: treeCloneName(url), signal });
  await using _lock = await acquireProcessLock(`${folder} mirror`, { signal });
  await rm(folder, { recursive: true, force: true });
}
