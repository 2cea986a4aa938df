import { copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { Queryable } from '../../db/pg-promise.ts';
import { FilesExpiredError } from '../../errors/record-errors.ts';
import { whenExpired } from '../stash/flight-files.ts';
import { readJobs } from './read-records.ts';
import { listStashFiles } from '../stash/stash.ts';

/** From where to where. */
export interface PublishOptions {
  readonly flight: number;
  /** Source: config.paths.stashDir */
  readonly stashDir: string;
  /** Source: config.files.publishDir */
  readonly publishDir: string;
}

/**
 * Makes the recorded files of a flight's jobs readable below another folder, such as a web server's: `FOLDER/FLIGHT/JOB/...`.
 * They are linked where the file system can, else copied. Files that are there already are passed over. Gives how many are
 * new.
 *
 * @throws FilesExpiredError (`FILES_EXPIRED`, blame operator)
 *
 * Source: table stash_files; stands for osstest's cr-publish-flight-logs.
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

/** false: it is there already, or there is nothing to publish. */
async function publishFile(source: string, target: string): Promise<boolean> {
  const from = await stat(source).catch(() => null);
  const there = await stat(target).catch(() => null);
  const isSame = there?.size === from?.size && there?.mtimeMs === from?.mtimeMs;
  if (from === null || (there !== null && isSame)) return false;
  await mkdir(dirname(target), { recursive: true });
  const unfinished = `${target}.new.${process.pid}`;
  await rm(unfinished, { force: true });
  await link(source, unfinished).catch(() => copyFile(source, unfinished)); // another file system
  await rename(unfinished, target);
  return true;
}
