import type { RemoteBranch } from '../../typings/gate.ts';
import { PushRefusedError } from '../errors/git-errors.ts';
import { describeError } from '../errors/osstest-error.ts';
import { isAncestor, readRemote, type TreeClone } from './open-clone.ts';

export interface PushRequest {
  readonly to: RemoteBranch;
  /** What the branch must be at the moment of the push. */
  readonly from: string;
  readonly revision: string;
}

/**
 * Moves a branch elsewhere from one revision to a later one, and gives what git said. That the branch is still at `from` is
 * checked by its repository in the moment of the move, so of two that push one gets through; a branch that is there
 * already stays as it is.
 *
 * @throws PushRefusedError (`PUSH_REFUSED`, blame lab) - no fast-forward, moved by somebody else, or refused there.
 * @throws RemoteError (`REMOTE_FAILED`, blame lab)
 */
export async function pushRevision(clone: TreeClone, { to, from, revision }: PushRequest): Promise<string> {
  const { url, branch } = to;
  const where = `${url} ${branch}`;
  if (!(await isAncestor(clone, from, revision))) {
    throw new PushRefusedError(`${where}: ${revision} does not follow from ${from}; it is moved forward only`, '');
  }
  if ((await readRemote(clone, to)) === revision) return `${where} is at ${revision} already`;
  const lease = `--force-with-lease=refs/heads/${branch}:${from}`;
  try {
    const words = ['push', '--porcelain', lease, '--', url, `${revision}:refs/heads/${branch}`];
    return await clone.gitRemote(url, ...words);
  } catch (error) {
    // it may have been done before the connection was lost, or the limit passed
    if ((await readRemote(clone, to)) === revision) return `${where} is at ${revision}`;
    const said = error instanceof Error ? error.message.trim() : '';
    throw new PushRefusedError(`${where}: push of ${revision} failed: ${describeError(error)}`, said, { cause: error });
  }
}
