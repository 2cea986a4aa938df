import { mirrorTree, type MirrorOptions } from './mirror-tree.ts';
import { readGit } from './stream-git.ts';

/**
 * Returns the output of `git log` for the commits that one revision of a tree has and another lacks. Reads the tree's mirror.
 *
 * @throws RevisionUnknownError (`REVISION_UNKNOWN`, blame operator), RepositoryError (`REPOSITORY_UNUSABLE`, blame lab)
 * @throws as mirrorTree.
 */
export async function readTreeLog(
  url: string,
  { from, to }: { readonly from: string; readonly to: string },
  mirror: MirrorOptions,
): Promise<string> {
  const words = ['log', '--no-color', '--no-decorate', '--end-of-options', `${from}..${to}`, '--'];
  return readGit(await mirrorTree(url, mirror), words, mirror.signal);
}
