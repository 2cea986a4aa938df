import { readdir, rm, rmdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { FilesConfig } from '../../../typings/config.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { many, maybeOne } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { currentDate, systemClock, type Clock } from '../../util/clock.ts';
import { hours } from '../../util/units.ts';

/** A flight whose files have expired, or would expire in a dry run. */
export interface ExpiredFlight {
  readonly flight: number;
  readonly startedAt: Date;
  /** Recorded size of its files. */
  readonly bytes: number;
  readonly why: 'age' | 'space';
}

export interface ExpireOptions {
  /** Folders with files at `FOLDER/FLIGHT/JOB/...`: first the stash, then folders with published copies. */
  readonly folders: readonly string[];
  readonly policy: Pick<FilesConfig, 'minFreeGiB' | 'minAgeDays' | 'maxAgeDays'>;
  /** Removes nothing; only returns what would expire. */
  readonly dryRun?: boolean;
  /**
   * Called after the expiry was recorded and before the files are removed, so that pages that link to them can be
   * updated.
   */
  readonly onExpired?: (flight: number) => Promise<void>;
  /** Returns the free bytes of the stash's file system. Default: statfs. */
  readonly freeBytes?: () => Promise<number>;
  readonly clock?: Clock;
}

const listExpirable = sql<{ readonly before: Date }, Omit<ExpiredFlight, 'why'>>('record/list-expirable');
const markExpired = sql<{ readonly flight: number; readonly at: Date }, { readonly flight: number }>(
  'record/expire-files',
);
const listExpired = sql<{ readonly flights: readonly number[] }, { readonly flight: number }>('record/list-expired');

const GIB = 2 ** 30;

/**
 * Removes the files of old flights. These are the flights older than the policy's maximum age. While free space is too
 * small, the oldest other flights follow. Files of a flight that is pinned, not over, younger than `minAgeDays`, or
 * needed by a queued job stay.
 *
 * The record of a flight stays. The expiry is recorded before the files are removed, and the next call removes the
 * files that an interrupted call left.
 *
 * @returns the flights that this call expired, or would expire.
 *
 * Source: config.files; tables flight_files, stash_files; replaces osstest's cr-ensure-disk-space.
 */
export async function expireFiles(db: Queryable, options: ExpireOptions): Promise<readonly ExpiredFlight[]> {
  const { policy, folders, dryRun = false, onExpired, clock = systemClock } = options;
  const freeBytes = options.freeBytes ?? (() => freeBytesOf(folders[0] ?? ''));
  const daysAgo = (days: number): Date => new Date(clock.now() - days * hours(24));
  if (!dryRun) await removeLeftovers(db, folders);
  const expired: ExpiredFlight[] = [];
  for (const found of await many(db, listExpirable, { before: daysAgo(policy.minAgeDays) })) {
    const isOld = policy.maxAgeDays !== null && found.startedAt < daysAgo(policy.maxAgeDays);
    const planned = dryRun ? expired.reduce((sum, { bytes }) => sum + bytes, 0) : 0;
    if (!isOld && (await freeBytes()) + planned >= policy.minFreeGiB * GIB) break;
    const isTaken =
      dryRun || (await maybeOne(db, markExpired, { flight: found.flight, at: currentDate(clock) })) !== null;
    if (!isTaken) continue;
    if (!dryRun) {
      await onExpired?.(found.flight);
      await removeFiles(folders, found.flight);
    }
    expired.push({ ...found, why: isOld ? 'age' : 'space' });
  }
  return expired;
}

async function freeBytesOf(folder: string): Promise<number> {
  const found = await statfs(folder).catch(() => null);
  return found === null ? Infinity : found.bavail * found.bsize; // there is no stash, so nothing to free
}

async function removeLeftovers(db: Queryable, folders: readonly string[]): Promise<void> {
  const names = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
  const flights = [...new Set(names.flat())].filter((name) => /^\d{1,9}$/.test(name)).map(Number);
  for (const { flight } of await many(db, listExpired, { flights })) await removeFiles(folders, flight);
}

/** Removes the folders of a flight's jobs; the pages beside them stay. */
async function removeFiles(folders: readonly string[], flight: number): Promise<void> {
  for (const folder of folders) {
    const own = join(folder, String(flight));
    const entries = await readdir(own, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isDirectory()) await rm(join(own, entry.name), { recursive: true, force: true });
    }
    await rmdir(own).catch(() => undefined); // not empty: a page is in it
  }
}
