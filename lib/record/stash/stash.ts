import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Emitter } from '../../../typings/events.ts';
import type { StashFolder } from '../../../typings/test.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { many, none } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { describeError, isOsstestError } from '../../errors/osstest-error.ts';
import { StashError } from '../../errors/record-errors.ts';
import { replaceFile } from '../../util/atomic-file.ts';
import { currentDate, systemClock, type Clock } from '../../util/clock.ts';
import { sha256File } from '../../util/digest.ts';
import type { JobKey } from '../job-key.ts';
import { checkStashPath, resolveStashPath } from './stash-path.ts';

/** A stored file of a job. Source: table stash_files */
export interface StashFile {
  /** Relative to the job's folder. */
  readonly path: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
  readonly stashedAt: Date;
}

/** What is wrong with a stored file. */
export interface StashProblem {
  readonly path: string;
  readonly problem: 'missing' | 'other size' | 'other content';
}

/** The permanent files of a job, each recorded with size and digest. */
export interface Stash extends StashFolder {
  /** Stores the content of a stream. */
  putStream(name: string, source: Readable): Promise<void>;
  /** Returns all recorded files, by path. */
  list(): Promise<StashFile[]>;
  /** Compares the files with their records and returns the differences. */
  verify(): Promise<StashProblem[]>;
}

export interface StashOptions extends JobKey {
  /** Source: config.paths.stashDir */
  readonly stashDir: string;
  /** Gets an event for each stored file. */
  readonly emitter?: Emitter;
  readonly clock?: Clock;
}

const upsertFile = sql<
  JobKey & { readonly path: string; readonly bytes: number; readonly sha256: string; readonly at: Date }
>('record/record-stash-file');
const selectFiles = sql<JobKey, StashFile>('record/list-stash-files');

/** Returns the stored files of a job, by path. Source: lib/db/sql/record/list-stash-files.sql */
export const listStashFiles = (db: Queryable, { flight, job }: JobKey): Promise<StashFile[]> =>
  many(db, selectFiles, { flight, job });

/**
 * Opens the folder `STASHDIR/FLIGHT/JOB` for a job's files; creates it if necessary. A file gets its name when it is
 * complete, and its record after that. It replaces a file of the same name.
 *
 * The functions of the stash throw StashPathError (`STASH_PATH_REFUSED`, blame test) for a name that leads out of the
 * folder. They throw StashError (`STASH_FAILED`, blame lab) when the file cannot be written or read.
 */
export async function openStash(db: Queryable, options: StashOptions): Promise<Stash> {
  const { flight, job, clock = systemClock } = options;
  const folder = join(options.stashDir, String(flight), checkStashPath(job));
  await attempt(`${folder}: cannot be created`, () => mkdir(folder, { recursive: true }));
  const store = async (name: string, open: () => Readable): Promise<void> => {
    const target = await resolveStashPath(folder, name);
    const written = await attempt(`${target}: cannot be stored`, () => writeAtomically(target, open));
    const row = { flight, job, path: name, ...written, at: currentDate(clock) };
    await none(db, upsertFile, row);
    options.emitter?.emit({ kind: 'stashed', path: name, bytes: written.bytes });
  };
  const list = (): Promise<StashFile[]> => listStashFiles(db, { flight, job });
  return {
    path: folder,
    putStream: (name, source) => {
      source.on('error', () => undefined); // an error before the stream is read is reported by the reader
      return store(name, () => source);
    },
    put: (name, data) => store(name, () => Readable.from([Buffer.from(data)])),
    putFile: (name, localPath) => store(name, () => createReadStream(localPath)),
    read: async (name) => readIfThere(await resolveStashPath(folder, name)),
    list,
    verify: async () => verifyFiles(folder, await list()),
  };
}

/** Writes a stream to a temporary file and renames it when it is complete. */
async function writeAtomically(
  target: string,
  open: () => Readable,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  await mkdir(dirname(target), { recursive: true });
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await replaceFile(target, (temporary) => pipeline(open(), measure, createWriteStream(temporary, { flags: 'wx' })));
  return { bytes, sha256: hash.digest('hex') };
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new StashError(`${path}: cannot be read: ${describeError(error)}`, { cause: error });
  }
}

async function verifyFiles(folder: string, files: readonly StashFile[]): Promise<StashProblem[]> {
  const problems: StashProblem[] = [];
  for (const { path, bytes, sha256 } of files) {
    const target = join(folder, path);
    const found = await stat(target).catch(() => null);
    if (found === null || !found.isFile()) problems.push({ path, problem: 'missing' });
    else if (found.size !== bytes) problems.push({ path, problem: 'other size' });
    else if ((await sha256File(target)) !== sha256) problems.push({ path, problem: 'other content' });
  }
  return problems;
}

async function attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isOsstestError(error)) throw error;
    throw new StashError(`${what}: ${describeError(error)}`, { cause: error });
  }
}
