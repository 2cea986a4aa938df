import { BisectRunError } from '../../errors/bisect-run-errors.ts';
import { readGit } from '../../git/stream-git.ts';

/**
 * Finds the repository that a folder is in.
 *
 * @throws BisectRunError (`BISECT_UNUSABLE`) - it is in none.
 */
export async function findRepository(folder: string, signal?: AbortSignal): Promise<string> {
  const found = await readGit(folder, ['rev-parse', '--show-toplevel'], signal).catch(() =>
    readGit(folder, ['rev-parse', '--absolute-git-dir'], signal).catch(() => ''),
  );
  signal?.throwIfAborted();
  if (found !== '') return found;
  throw new BisectRunError(`${folder}: is not in a git repository; go to one, or name trees with --tree NAME=PATH`);
}
