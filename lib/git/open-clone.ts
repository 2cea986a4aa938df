import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RemoteBranch } from '../../typings/gate.ts';
import { RemoteError, RevisionUnknownError } from '../errors/git-errors.ts';
import { describeError } from '../errors/osstest-error.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { minutes } from '../util/units.ts';
import { runGit } from './run-git.ts';

/** A bare clone in the cache, into which branches of any repository are fetched. */
export interface TreeClone {
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
  /** Runs git there. */
  git(...words: readonly string[]): Promise<string>;
  /** Runs git there about a repository elsewhere. */
  gitRemote(url: string, ...words: readonly string[]): Promise<string>;
}

export interface OpenCloneOptions {
  readonly cacheDir: string;
  /** Of the clone: two that have the same share it. */
  readonly name: string;
  /** For one conversation with a repository elsewhere; default 10 minutes. What is done here has 5 minutes, or as long. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal | undefined;
}

const LOCAL_LIMIT_MS = minutes(5);

/** Opens the clone, makes it where it is not there; does not fetch. */
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

/** Harmless where it is done already. */
async function prepare({ folder, git }: TreeClone): Promise<void> {
  await mkdir(folder, { recursive: true });
  await git('init', '--quiet', '--bare', '.');
}

/**
 * The revision of a branch elsewhere, at this moment; null: there is no such branch.
 *
 * @throws RemoteError (`REMOTE_FAILED`, blame lab)
 */
export async function readRemote(clone: TreeClone, { url, branch }: RemoteBranch): Promise<string | null> {
  const lines = await aboutRemote(clone, url, ['ls-remote', '--', url, `refs/heads/${branch}`]);
  return /^[0-9a-f]{40,}(?=\s)/.exec(lines)?.[0] ?? null;
}

/**
 * Fetches a branch and gives its revision; null: there is no such branch. Asks for nothing that is there already.
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
 * Fetches a commit, whatever branch or tag has it, with all that there is; into a clone of this one repository.
 *
 * @returns whether it is there now. Asks for nothing where it is there already.
 * @throws RemoteError (`REMOTE_FAILED`, blame lab)
 */
export async function fetchCommit(clone: TreeClone, url: string, commit: string): Promise<boolean> {
  if (await hasCommit(clone, commit)) return true;
  await fetchInto(clone, url, { refspec: ALL_REFS });
  return hasCommit(clone, commit);
}

const ALL_REFS = '+refs/*:refs/fetched/*';

/**
 * Fetches every branch and tag of the one repository that this is a clone of; of a shallow clone what it has.
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
    await rm(clone.folder, { recursive: true, force: true }); // whoever was killed in it left it so; it is only a cache
    await prepare(clone);
    await fetch();
  });
}

/** Left by a git that was killed, or by a disk that was full. */
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

/** Whether `old` is an ancestor of `young`, or the same; both are in the clone. */
export async function isAncestor(clone: TreeClone, old: string, young: string): Promise<boolean> {
  return (await clone.git('merge-base', '--all', old, young).catch(() => '')).split('\n').includes(old);
}

/**
 * The whole revision that a person means.
 *
 * @param head - what it must be part of.
 * @throws RevisionUnknownError (`REVISION_UNKNOWN`, blame operator) - not there, or not part of the branch.
 */
export async function resolveRevision(clone: TreeClone, given: string, head: string): Promise<string> {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${given}^{commit}`];
  const found = (await clone.git(...words).catch(() => '')).split('\n').at(-1) ?? '';
  if (!/^[0-9a-f]{40,}$/.test(found) || !(await isAncestor(clone, found, head))) {
    throw new RevisionUnknownError(`revision ${given}: is not in the branch that is tested, whose head is ${head}`);
  }
  return found;
}
