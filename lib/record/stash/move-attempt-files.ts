import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Stash } from './stash.ts';

/**
 * Moves the files of a job's earlier runs to the paths in their records (`attempt-N/`), before a new run writes its
 * own. After an interruption the next call completes the move.
 */
export async function moveAttemptFiles(stash: Stash): Promise<void> {
  const moved = (await stash.list()).flatMap(({ path }) => {
    const [, attempt, name] = /^attempt-(\d+)\/(.+)$/.exec(path) ?? [];
    return name === undefined ? [] : [{ path, attempt: Number(attempt), name }];
  });
  // The present file was left by the last run. That run must get it before an earlier run whose file is missing.
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
