import type { RemoteBranch } from '../../typings/gate.ts';
import { PushRefusedError } from '../errors/git-errors.ts';
import { describeError } from '../errors/osstest-error.ts';
import { isAncestor, readRemote, type TreeClone } from './open-clone.ts';

export interface PushRequest {
  readonly to: RemoteBranch;
  /** The revision that the branch must have at the moment of the push. */
  readonly from: string;
  readonly revision: string;
}

/**
 * Moves a remote branch from one revision to a later one, and returns git's output. The remote repository checks
 * atomically that the branch is still at `from`: of two simultaneous pushes only one succeeds. A branch that is already
 * at the revision stays unchanged.
 *
 * @throws PushRefusedError (`PUSH_REFUSED`, blame lab) - no fast-forward, moved by another push, or refused by the remote.
 * @throws RemoteError (`REMOTE_FAILED`, blame lab)
 */
export async function pushRevision(clone: TreeClone, { to, from, revision }: PushRequest): Promise<string> {
  const { url, branch } = to;
  const where = `${url} ${branch}`;
  if (!(await isAncestor(clone, from, revision))) {
    throw new PushRefusedError(
      `${where}: ${revision} is not a descendant of ${from}; the branch moves only forward`,
      '',
    );
  }
  if ((await readRemote(clone, to)) === revision) return `${where} is at ${revision} already`;
  const lease = `--force-with-lease=refs/heads/${branch}:${from}`;
  try {
    const words = ['push', '--porcelain', lease, '--', url, `${revision}:refs/heads/${branch}`];
    return await clone.gitRemote(url, ...words);
  } catch (error) {
    // the push may have succeeded before the connection was lost or the limit passed
    if ((await readRemote(clone, to)) === revision) return `${where} is at ${revision}`;
    const said = error instanceof Error ? error.message.trim() : '';
    throw new PushRefusedError(`${where}: push of ${revision} failed: ${describeError(error)}`, said, { cause: error });
  }
}
