import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BisectRunError } from '../../errors/bisect-run-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { readGit } from '../../git/stream-git.ts';

/** A clone of a tree that shares the objects of the user's repository, and changes nothing in it. */
export interface Worktree {
  readonly path: string;
  /** What is checked out; null: nothing, or a checkout was broken off. */
  revision: string | null;
}

/**
 * Makes an empty clone; one that is there is replaced.
 *
 * @throws BisectRunError (`BISECT_UNUSABLE`) - the repository cannot be cloned, or the folder cannot be written.
 */
export async function createWorktree(repositoryPath: string, path: string, signal: AbortSignal): Promise<Worktree> {
  try {
    await rm(path, { recursive: true, force: true });
    await mkdir(join(path, '..'), { recursive: true });
    const words = ['clone', '--quiet', '--shared', '--no-checkout', '--', repositoryPath, path];
    await readGit('/', words, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw new BisectRunError(`${repositoryPath}: cannot be cloned to ${path}: ${describeError(cause)}`, { cause });
  }
  return { path, revision: null };
}

/** Checks a revision out. Files that git does not track stay: a build is continued, not repeated. */
export async function checkOut(worktree: Worktree, revision: string, signal: AbortSignal): Promise<void> {
  if (worktree.revision === revision) return;
  worktree.revision = null;
  await readGit(worktree.path, ['checkout', '--quiet', '--force', '--detach', revision], signal);
  worktree.revision = revision;
}

/** Removes all files that are not of the revision. */
export async function cleanWorktree({ path }: Worktree, signal: AbortSignal): Promise<void> {
  await readGit(path, ['reset', '--quiet', '--hard'], signal);
  await readGit(path, ['clean', '-ffdxq'], signal);
}
