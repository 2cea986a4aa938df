import { BisectRunError } from '../../errors/bisect-run-errors.ts';
import { RevisionUnknownError } from '../../errors/git-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { readGit } from '../../git/stream-git.ts';
import type { SearchedTree } from './run-options.ts';

/** A tree whose ends are whole revisions. */
export interface TreeEnds {
  readonly name: string;
  /** The folder of the repository. */
  readonly path: string;
  /** null: it is sought. */
  readonly good: string | null;
  readonly bad: string;
}

/**
 * Resolves the ends of a tree. A tree with no end at all is at its HEAD.
 *
 * @param mayLackGood - whether the good end may be unknown.
 * @throws UsageError (`USAGE`) - no such revision, both ends are the same, or the good end is no ancestor of the bad one.
 * @throws BisectRunError (`BISECT_UNUSABLE`) - no repository there.
 */
export async function resolveEnds(tree: SearchedTree, mayLackGood: boolean, signal?: AbortSignal): Promise<TreeEnds> {
  const { name, path } = tree;
  await readGit(path, ['rev-parse', '--git-dir'], signal).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new BisectRunError(`${name}: ${path} is not a git repository: ${describeError(cause)}`, { cause });
  });
  const bad = await resolveRevision(tree, tree.bad ?? 'HEAD', signal);
  if (tree.good === null) return { name, path, bad, good: mayLackGood ? null : bad };
  const good = await resolveRevision(tree, tree.good, signal);
  if (good === bad) throw new UsageError(`${name}: the good and the bad end are the same commit, ${bad.slice(0, 12)}`);
  await refuseUnrelated(tree, good, bad, signal);
  return { name, path, good, bad };
}

async function resolveRevision({ name, path }: SearchedTree, revision: string, signal?: AbortSignal): Promise<string> {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const found = await readGit(path, words, signal).catch(() => '');
  signal?.throwIfAborted();
  // `--end-of-options` is printed by some versions of git
  const commit = found.split('\n').at(-1) ?? '';
  if (/^[0-9a-f]{40,64}$/.test(commit)) return commit;
  throw new UsageError(`${name}: ${path} has no commit "${revision}"`, {
    cause: new RevisionUnknownError(`${path}: unknown revision ${revision}`),
  });
}

async function refuseUnrelated(
  { name, path, good: given, bad: givenBad }: SearchedTree,
  good: string,
  bad: string,
  signal?: AbortSignal,
): Promise<void> {
  const base = await readGit(path, ['merge-base', good, bad], signal).catch(() => '');
  signal?.throwIfAborted();
  if (base === good) return;
  const [goodName, badName] = [given ?? good, givenBad ?? 'HEAD'];
  if (base === bad)
    throw new UsageError(`${name}: the good end ${goodName} is newer than the bad end ${badName}; exchange them`);
  const advice =
    base === ''
      ? 'they have no common ancestor'
      : `their newest common ancestor is ${base.slice(0, 12)}; try that as the good end`;
  throw new UsageError(`${name}: the good end ${goodName} is not an ancestor of the bad end ${badName}: ${advice}`);
}
