import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { TreeError } from '../errors/build-errors.ts';
import { describeError } from '../errors/osstest-error.ts';
import { sha256 } from '../util/digest.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { openGit } from './open-git.ts';

/** A revision of a tree. */
export interface TreeRevision {
  /** Whatever git can clone from here. */
  readonly url: string;
  /** A commit, branch or tag; empty: what the tree has as its HEAD. */
  readonly revision: string;
}

export interface MirrorOptions {
  /** Source: config.paths.cacheDir */
  readonly cacheDir: string;
  readonly signal?: AbortSignal | undefined;
}

const COMMIT = /^[0-9a-f]{40}$/;
const BUNDLED = 'refs/osstest/bundled';

/**
 * The commit that a revision of a tree is at this moment, asked for where the tree is; a whole commit is believed.
 *
 * @throws TreeError (`TREE_UNUSABLE`, blame lab) - not reachable, or it has no such branch or tag.
 */
export async function resolveRevision({ url, revision }: TreeRevision): Promise<string> {
  if (COMMIT.test(revision)) return revision;
  const names =
    revision === ''
      ? ['HEAD']
      : [`refs/heads/${revision}`, `refs/tags/${revision}`, `refs/tags/${revision}^{}`, revision];
  const lines = await attempt(url, async () =>
    (await openGit({ trimmed: true })).raw(['ls-remote', '--', url, ...names]),
  );
  const commits = new Map(
    lines.split('\n').flatMap((line) => {
      const [commit = '', name = ''] = line.split('\t');
      return COMMIT.test(commit) ? [[name, commit] as const] : [];
    }),
  );
  // what a tag is a tag of, before the tag
  const found = [`refs/tags/${revision}^{}`, ...names]
    .map((name) => commits.get(name))
    .find((commit) => commit !== undefined);
  if (found === undefined) throw new TreeError(`${url}: has no branch or tag "${revision}"`);
  return found;
}

/**
 * Writes a commit of a tree with its history to a file that git can fetch from: so a box gets it that reaches nothing but
 * us. The tree is mirrored in the cache, and asked only for what is not there yet.
 *
 * @throws TreeError (`TREE_UNUSABLE`, blame lab) - not reachable, or it has no such commit.
 */
export async function bundleCommit(
  { url, commit }: { readonly url: string; readonly commit: string },
  file: string,
  options: MirrorOptions,
): Promise<void> {
  const mirror = join(options.cacheDir, 'trees', `${sha256(url).slice(0, 20)}.git`);
  await using _lock = await acquireProcessLock(mirror, { signal: options.signal });
  await attempt(url, async () => {
    await ensureCommit(mirror, url, commit);
    const git = await openGit({ baseDir: mirror });
    await git.raw(['update-ref', BUNDLED, commit]);
    await git.raw(['bundle', 'create', '--quiet', file, BUNDLED]);
  });
}

async function ensureCommit(mirror: string, url: string, commit: string): Promise<void> {
  if ((await stat(mirror).catch(() => null)) === null) {
    await mkdir(dirname(mirror), { recursive: true });
    const unfinished = `${mirror}.new-${process.pid}`;
    await rm(unfinished, { recursive: true, force: true });
    await (await openGit({})).raw(['clone', '--mirror', '--quiet', '--', url, unfinished]);
    await rename(unfinished, mirror);
  }
  const git = await openGit({ baseDir: mirror });
  const has = (): Promise<boolean> =>
    git.raw(['cat-file', '-e', `${commit}^{commit}`]).then(
      () => true,
      () => false,
    );
  if (await has()) return;
  await git.raw(['remote', 'update', '--prune']);
  if (!(await has())) throw new TreeError(`${url}: has no commit ${commit}`);
}

async function attempt<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TreeError) throw error;
    throw new TreeError(`${url}: cannot be fetched: ${describeError(error).split('\n')[0] ?? ''}`, { cause: error });
  }
}
