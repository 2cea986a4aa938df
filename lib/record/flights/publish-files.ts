import { copyFile, link, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Queryable } from '../../db/pg-promise.ts';
import { FilesExpiredError } from '../../errors/record-errors.ts';
import { replaceFile } from '../../util/atomic-file.ts';
import { whenExpired } from '../stash/flight-files.ts';
import { readJobs } from './read-records.ts';
import { listStashFiles } from '../stash/stash.ts';

/** A flight, and the folders from which and to which its files are published. */
export interface PublishOptions {
  readonly flight: number;
  /** Source: config.paths.stashDir */
  readonly stashDir: string;
  /** Source: config.files.publishDir */
  readonly publishDir: string;
}

/**
 * Links or copies the recorded files of a flight's jobs to another folder, such as a web server's:
 * `FOLDER/FLIGHT/JOB/...`. It copies where the file system cannot link, and skips files that are already there. Returns
 * the number of new files.
 *
 * @throws FilesExpiredError (`FILES_EXPIRED`, blame operator)
 *
 * Source: table stash_files; replaces osstest's cr-publish-flight-logs.
 */
export async function publishFiles(db: Queryable, options: PublishOptions): Promise<number> {
  const { flight, stashDir, publishDir } = options;
  const expiredAt = await whenExpired(db, flight);
  if (expiredAt !== null) throw new FilesExpiredError(flight, expiredAt);
  let published = 0;
  for (const { job } of await readJobs(db, flight)) {
    for (const { path } of await listStashFiles(db, { flight, job })) {
      const name = join(String(flight), job, path);
      if (await publishFile(join(stashDir, name), join(publishDir, name))) published++;
    }
  }
  return published;
}

/** Returns false when the file is already published or does not exist. */
async function publishFile(source: string, target: string): Promise<boolean> {
  const from = await stat(source).catch(() => null);
  const there = await stat(target).catch(() => null);
  const isSame = there?.size === from?.size && there?.mtimeMs === from?.mtimeMs;
  if (from === null || (there !== null && isSame)) return false;
  await mkdir(dirname(target), { recursive: true });
  // link fails when the target is on another file system
  await replaceFile(target, (temporary) => link(source, temporary).catch(() => copyFile(source, temporary)));
  return true;
}
