import { acquireProcessLock } from '../../util/process-lock.ts';
import { isAlive } from '../../util/process-identity.ts';
import { listQemuHosts } from '../host/qemu-host-store.ts';
import { removeQemuHost } from '../host/remove-qemu-host.ts';
import { frozenDir } from '../freeze/frozen-store.ts';
import { imagesDir } from '../image/image-cache.ts';
import { pruneCache } from './prune-cache.ts';
import { findOrphanedDirectories, removeDirectories } from '../tools/owned-directory.ts';

export interface LeftoverOptions {
  readonly stateDir: string;
  readonly cacheDir: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Removes what killed harnesses left: their hosts with disks and sockets, incomplete images, frozen hosts and keys.
 * Also prunes the cache. What a running process makes or uses stays, and so do detached hosts.
 *
 * @returns a line for each thing that was removed.
 */
export async function removeLeftovers({ stateDir, cacheDir, signal }: LeftoverOptions): Promise<string[]> {
  await using _lock = await acquireProcessLock(`hosts in ${stateDir}`, { ...(signal && { signal }) });
  const hosts = (await listQemuHosts(stateDir)).filter(({ record }) => record.owner !== null && !isAlive(record.owner));
  for (const { record, directory } of hosts) await removeQemuHost({ name: record.name, directory });
  const parents = [cacheDir, imagesDir(cacheDir), frozenDir(cacheDir)];
  const incomplete = (await Promise.all(parents.map(findOrphanedDirectories))).flat();
  await removeDirectories(incomplete);
  const pruned = await pruneCache(stateDir, cacheDir);
  return [...hosts.map(({ record }) => `host ${record.name}`), ...incomplete, ...pruned];
}
