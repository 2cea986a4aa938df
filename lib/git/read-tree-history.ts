import { RepositoryError, RevisionUnknownError, ShallowHistoryError } from '../errors/git-errors.ts';
import type { History } from './history.ts';
import { mirrorTree, removeMirror, type MirrorOptions } from './mirror-tree.ts';
import { readHistory, type ReadHistoryOptions } from './read-history.ts';
import { readGit } from './stream-git.ts';

/**
 * Reads the history of a remote tree through its mirror. Recreates the mirror, once, if it is damaged or was made when the
 * tree was a shallow clone.
 *
 * @throws RevisionUnknownError (`REVISION_UNKNOWN`, blame operator) - the tree does not have the revision, or no longer.
 * @throws as mirrorTree and readHistory.
 */
export async function readTreeHistory(
  url: string,
  history: Omit<ReadHistoryOptions, 'signal'>,
  mirror: MirrorOptions,
): Promise<History> {
  const read = async (): Promise<History> =>
    readHistory(await mirrorTree(url, mirror), { ...history, signal: mirror.signal });
  try {
    return await read().catch(async (error: unknown) => {
      if (!(await mayBeMended(url, error, mirror))) throw error;
      await removeMirror(url, mirror);
      return read();
    });
  } catch (error) {
    if (error instanceof RevisionUnknownError) {
      const reason = 'no branch or tag of it has the revision; its history may have been rewritten';
      throw new RevisionUnknownError(`${url}: ${reason}: ${error.message}`, { cause: error });
    }
    if (!(error instanceof ShallowHistoryError)) throw error;
    const advice = 'is a shallow clone that ends too early; run "git fetch --unshallow" there';
    throw new ShallowHistoryError(`${url}: ${advice}`, { cause: error });
  }
}

async function mayBeMended(url: string, error: unknown, mirror: MirrorOptions): Promise<boolean> {
  if (error instanceof RepositoryError || error instanceof ShallowHistoryError) return true;
  if (!(error instanceof RevisionUnknownError)) return false;
  // git prints the same for a revision whose file is lost; then revisions that the mirror must have are lost, too
  const path = await mirrorTree(url, { ...mirror, update: 'missing' });
  return readGit(path, ['rev-list', '--max-count=1', '--all'], mirror.signal).then(
    () => false,
    () => true,
  );
}
