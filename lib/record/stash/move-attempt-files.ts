import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Stash } from './stash.ts';

/**
 * Moves the files of earlier runs of a job to where their records are (`attempt-N/`), before a new run writes its own.
 * However often it was interrupted, the next call does what is left.
 */
export async function moveAttemptFiles(stash: Stash): Promise<void> {
  const moved = (await stash.list()).flatMap(({ path }) => {
    const [, attempt, name] = /^attempt-(\d+)\/(.+)$/.exec(path) ?? [];
    return name === undefined ? [] : [{ path, attempt: Number(attempt), name }];
  });
  // What lies there now was left by the last run: it gets it before earlier ones of which a file is gone.
  for (const { path, name } of moved.toSorted((a, b) => b.attempt - a.attempt)) {
    const target = join(stash.path, path);
    const source = join(stash.path, name);
    if ((await isThere(target)) || !(await isThere(source))) continue;
    await mkdir(dirname(target), { recursive: true });
    await rename(source, target);
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
