import { acquireProcessLock } from '../util/process-lock.ts';
import { isAlive } from '../util/process-identity.ts';
import { listBoxes } from './host-store.ts';
import { removeBox } from './create-host.ts';
import { frozenDir } from './frozen-store.ts';
import { imagesDir } from './image-cache.ts';
import { pruneCache } from './prune-cache.ts';
import { findOrphanedDirectories, removeDirectories } from './owned-directory.ts';

export interface LeftoverOptions {
  readonly stateDir: string;
  readonly cacheDir: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes away what harnesses that were killed left behind: their boxes with disks and sockets, and half-made images,
 * frozen boxes and keys; and makes room in the cache. What a living process makes or uses stays, and so do detached
 * boxes.
 *
 * @returns what was removed, for people; empty: nothing.
 */
export async function removeLeftovers({ stateDir, cacheDir, signal }: LeftoverOptions): Promise<string[]> {
  await using _lock = await acquireProcessLock(`boxes in ${stateDir}`, { ...(signal && { signal }) });
  const boxes = (await listBoxes(stateDir)).filter(({ record }) => record.owner !== null && !isAlive(record.owner));
  for (const { record, directory } of boxes) await removeBox({ name: record.name, directory });
  const parents = [cacheDir, imagesDir(cacheDir), frozenDir(cacheDir)];
  const halfMade = (await Promise.all(parents.map(findOrphanedDirectories))).flat();
  await removeDirectories(halfMade);
  const pruned = await pruneCache(stateDir, cacheDir);
  return [...boxes.map(({ record }) => `box ${record.name}`), ...halfMade, ...pruned];
}
