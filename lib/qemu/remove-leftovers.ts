import { acquireProcessLock } from '../util/process-lock.ts';
import { isAlive } from '../util/process-identity.ts';
import { listQemuHosts } from './host-store.ts';
import { removeQemuHost } from './create-host.ts';
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
 * Takes away what harnesses that were killed left behind: their hosts with disks and sockets, and half-made images,
 * frozen hosts and keys; and makes room in the cache. What a living process makes or uses stays, and so do detached
 * hosts.
 *
 * @returns what was removed, for people; empty: nothing.
 */
export async function removeLeftovers({ stateDir, cacheDir, signal }: LeftoverOptions): Promise<string[]> {
  await using _lock = await acquireProcessLock(`hosts in ${stateDir}`, { ...(signal && { signal }) });
  const hosts = (await listQemuHosts(stateDir)).filter(({ record }) => record.owner !== null && !isAlive(record.owner));
  for (const { record, directory } of hosts) await removeQemuHost({ name: record.name, directory });
  const parents = [cacheDir, imagesDir(cacheDir), frozenDir(cacheDir)];
  const halfMade = (await Promise.all(parents.map(findOrphanedDirectories))).flat();
  await removeDirectories(halfMade);
  const pruned = await pruneCache(stateDir, cacheDir);
  return [...hosts.map(({ record }) => `host ${record.name}`), ...halfMade, ...pruned];
}
