import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../util/clock.ts';
import { days, hours } from '../../util/units.ts';
import { listQemuHosts } from '../host/qemu-host-store.ts';
import { FROZEN_MAX_AGE_MS, listFrozen } from '../freeze/frozen-store.ts';
import type { FrozenHost } from '../host/frozen-host.ts';
import { listImages, type HostImage } from '../image/image-cache.ts';
import { packagesDir } from '../mirror/mirror-gateway.ts';
import { removeDirectories } from '../tools/owned-directory.ts';

const MAX_FROZEN = 6;
/** Another process may still be making a disk from the previous newest image. */
const GRACE_MS = hours(1);
const PACKAGE_MAX_AGE_MS = days(60);

/**
 * Removes from the cache: frozen hosts that are too old or too many, images that a newer one replaces, packages fetched
 * long ago. Images and frozen hosts on which a host or a retained frozen host depends stay.
 *
 * @returns the folders and files that were removed.
 */
export async function pruneCache(stateDir: string, cacheDir: string): Promise<string[]> {
  const hosts = await listQemuHosts(stateDir);
  const frozen = await listFrozen(cacheDir);
  const images = await listImages(cacheDir);
  const origins = new Set(hosts.flatMap(({ record }) => record.run?.origin.digest ?? []));
  const backings = new Set(frozen.map(({ backingPath }) => backingPath));
  const isNeeded = (one: { digest: string; diskPath: string }): boolean =>
    origins.has(one.digest) || backings.has(one.diskPath);

  const isFresh = ({ frozenAt }: FrozenHost): boolean => systemClock.now() - frozenAt.getTime() < FROZEN_MAX_AGE_MS;
  const oldFrozen = frozen.filter((host, index) => !isNeeded(host) && !(index < MAX_FROZEN && isFresh(host)));
  const newest = new Map(images.toReversed().map((image) => [image.kind, image]));
  const isReplaced = ({ kind, digest }: HostImage): boolean => {
    const by = newest.get(kind);
    return by !== undefined && by.digest !== digest && systemClock.now() - by.builtAt.getTime() > GRACE_MS;
  };
  const oldImages = images.filter((image) => !isNeeded(image) && isReplaced(image));
  const removed = [...oldFrozen, ...oldImages].map(({ directory }) => directory);
  await removeDirectories(removed);
  return [...removed, ...(await removeOldPackages(cacheDir))];
}

async function removeOldPackages(cacheDir: string): Promise<string[]> {
  const entries = await readdir(packagesDir(cacheDir), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const removed: string[] = [];
  for (const path of files) {
    const { mtimeMs } = await stat(path);
    if (systemClock.now() - mtimeMs < PACKAGE_MAX_AGE_MS) continue;
    await unlink(path);
    removed.push(path);
  }
  return removed;
}
