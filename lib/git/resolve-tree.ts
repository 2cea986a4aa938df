import { tmpdir } from 'node:os';
import { TreeError } from '../errors/build-errors.ts';
import { RemoteError } from '../errors/git-errors.ts';
import { describeError } from '../errors/osstest-error.ts';
import { minutes } from '../util/units.ts';
import { runGit } from './run-git.ts';

/** A revision of a tree. */
export interface TreeRevision {
  /** Any address that git can clone from this machine. */
  readonly url: string;
  /** A commit, branch or tag; empty: the HEAD of the tree. */
  readonly revision: string;
}

const COMMIT = /^[0-9a-f]{40}$/;
const LIMIT_MS = minutes(10);

/**
 * Asks the remote tree for the current commit of a revision. Returns a full commit unchecked.
 *
 * @throws TreeError (`TREE_UNUSABLE`, blame lab) - the tree is not reachable within 10 minutes, or it lacks the branch or tag.
 */
export async function resolveTree({ url, revision }: TreeRevision, signal?: AbortSignal): Promise<string> {
  if (COMMIT.test(revision)) return revision;
  const names =
    revision === ''
      ? ['HEAD']
      : [`refs/heads/${revision}`, `refs/tags/${revision}`, `refs/tags/${revision}^{}`, revision];
  const asked = { subject: `git ls-remote ${url}`, limitMs: LIMIT_MS, signal };
  const lines = await runGit(tmpdir(), ['ls-remote', '--', url, ...names], asked).catch((error: unknown) => {
    throw asTreeError(url, error, signal);
  });
  const commits = new Map(
    lines.split('\n').flatMap((line) => {
      const [commit = '', name = ''] = line.split('\t');
      return COMMIT.test(commit) ? [[name, commit] as const] : [];
    }),
  );
  // the commit of a tag has priority over the tag itself
  const found = [`refs/tags/${revision}^{}`, ...names]
    .map((name) => commits.get(name))
    .find((commit) => commit !== undefined);
  if (found === undefined) throw new TreeError(`${url}: has no branch or tag "${revision}"`);
  return found;
}

/** Returns the error to throw after a failure of git; the reason of an abort stays unchanged. */
export function asTreeError(url: string, error: unknown, signal: AbortSignal | undefined): unknown {
  if (error instanceof TreeError || signal?.aborted === true) return error;
  if (error instanceof RemoteError) return new TreeError(error.message, { cause: error });
  return new TreeError(`${url}: cannot be fetched: ${describeError(error).split('\n')[0] ?? ''}`, { cause: error });
}
