import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RemoteBranch } from '../../typings/gate.ts';
import { RemoteError, RevisionUnknownError } from '../errors/git-errors.ts';
import { describeError } from '../errors/osstest-error.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { minutes } from '../util/units.ts';
import { runGit } from './run-git.ts';

/** A bare clone in the cache. Branches of any repository are fetched into it. */
export interface TreeClone {
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
  /** Runs git in the clone. */
  git(...words: readonly string[]): Promise<string>;
  /** Runs git in the clone with a remote repository. */
  gitRemote(url: string, ...words: readonly string[]): Promise<string>;
}

export interface OpenCloneOptions {
  readonly cacheDir: string;
  /** The name of the clone: callers with the same name share it. */
  readonly name: string;
  /** The limit for one command with a remote repository; default 10 minutes. A local command has this or 5 minutes, if longer. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal | undefined;
}

const LOCAL_LIMIT_MS = minutes(5);

/** Opens the clone and creates it if it does not exist; does not fetch. */
export async function openClone({
  cacheDir,
  name,
  limitMs = minutes(10),
  signal,
}: OpenCloneOptions): Promise<TreeClone> {
  const folder = join(cacheDir, 'git', `${name.replaceAll(/[^\w.-]/g, '_')}.git`);
  const clone: TreeClone = {
    folder,
    signal,
    git: (...words) =>
      runGit(folder, words, { subject: `git ${words[0]}`, limitMs: Math.max(LOCAL_LIMIT_MS, limitMs), signal }),
    gitRemote: (url, ...words) => runGit(folder, words, { subject: `git ${words[0]} ${url}`, limitMs, signal }),
  };
  await using _lock = await acquireProcessLock(folder, { signal });
  await prepare(clone);
  return clone;
}

/** Creates the repository; harmless if it exists. */
async function prepare({ folder, git }: TreeClone): Promise<void> {
  await mkdir(folder, { recursive: true });
  await git('init', '--quiet', '--bare', '.');
}

/**
 * Returns the current revision of a remote branch; null: there is no such branch.
 *
 * @throws RemoteError (`REMOTE_FAILED`, blame lab)
 */
export async function readRemote(clone: TreeClone, { url, branch }: RemoteBranch): Promise<string | null> {
  const lines = await aboutRemote(clone, url, ['ls-remote', '--', url, `refs/heads/${branch}`]);
  return /^[0-9a-f]{40,}(?=\s)/.exec(lines)?.[0] ?? null;
}

/**
 * Fetches a branch and returns its revision; null: there is no such branch. Fetches only missing objects.
 *
 * @throws RemoteError (`REMOTE_FAILED`, blame lab)
 */
export async function fetchBranch(clone: TreeClone, remote: RemoteBranch): Promise<string | null> {
  const revision = await readRemote(clone, remote);
  if (revision === null || (await hasCommit(clone, revision))) return revision;
  const { url, branch } = remote;
  const ref = `refs/fetched/${Buffer.from(`${url} ${branch}`).toString('hex').slice(-100)}`;
  await fetchInto(clone, url, { refspec: `+refs/heads/${branch}:${ref}` });
  return clone.git('rev-parse', ref);
}

/**
 * Fetches a commit into a clone of one repository, from any branch or tag, with every branch and tag.
 *
 * @returns whether the clone has the commit now. Fetches nothing if the clone had it before.
 * @throws RemoteError (`REMOTE_FAILED`, blame lab)
 */
export async function fetchCommit(clone: TreeClone, url: string, commit: string): Promise<boolean> {
  if (await hasCommit(clone, commit)) return true;
  await fetchInto(clone, url, { refspec: ALL_REFS });
  return hasCommit(clone, commit);
}

const ALL_REFS = '+refs/*:refs/fetched/*';

/**
 * Fetches every branch and tag of the repository that this is a clone of. From a shallow clone it fetches what is there.
 *
 * @throws RemoteError (`REMOTE_FAILED`, blame lab)
 */
export const fetchAll = (clone: TreeClone, url: string): Promise<void> =>
  fetchInto(clone, url, { refspec: ALL_REFS, options: ['--update-shallow'] });

async function fetchInto(
  clone: TreeClone,
  url: string,
  { refspec, options = [] }: { readonly refspec: string; readonly options?: readonly string[] },
): Promise<void> {
  await using _lock = await acquireProcessLock(clone.folder, { signal: clone.signal });
  const words = ['fetch', '--quiet', '--no-tags', '--prune', ...options, '--', url, refspec];
  const fetch = (): Promise<string> => aboutRemote(clone, url, words);
  await fetch().catch(async (error: unknown) => {
    if (!isDamaged(error)) throw error;
    await rm(clone.folder, { recursive: true, force: true }); // a killed git left it incomplete; it is only a cache
    await prepare(clone);
    await fetch();
  });
}

/** Returns whether a killed git or a full disk left the clone damaged. */
const isDamaged = (error: unknown): boolean =>
  error instanceof RemoteError &&
  /\.lock': File exists|object file .* is empty|bad object|corrupt|not a git repository/.test(error.message);

async function aboutRemote(clone: TreeClone, url: string, words: readonly string[]): Promise<string> {
  try {
    return await clone.gitRemote(url, ...words);
  } catch (error) {
    clone.signal?.throwIfAborted();
    throw new RemoteError(`${url}: ${words[0]} failed: ${describeError(error)}`, { cause: error });
  }
}

const hasCommit = (clone: TreeClone, revision: string): Promise<boolean> =>
  clone.git('cat-file', '-e', `${revision}^{commit}`).then(
    () => true,
    () => false,
  );

/** Returns whether `old` is an ancestor of `young`, or the same; the clone has both. */
export async function isAncestor(clone: TreeClone, old: string, young: string): Promise<boolean> {
  return (await clone.git('merge-base', '--all', old, young).catch(() => '')).split('\n').includes(old);
}

/**
 * Returns the full revision for an abbreviation, branch or tag that a person gave.
 *
 * @param head - the revision that must contain it.
 * @throws RevisionUnknownError (`REVISION_UNKNOWN`, blame operator) - the clone or the branch does not have it.
 */
export async function resolveRevision(clone: TreeClone, given: string, head: string): Promise<string> {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${given}^{commit}`];
  const found = (await clone.git(...words).catch(() => '')).split('\n').at(-1) ?? '';
  if (!/^[0-9a-f]{40,}$/.test(found) || !(await isAncestor(clone, found, head))) {
    throw new RevisionUnknownError(`revision ${given}: not in the tested branch, whose head is ${head}`);
  }
  return found;
}
