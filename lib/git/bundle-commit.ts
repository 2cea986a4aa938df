import { TreeError } from '../errors/build-errors.ts';
import { acquireProcessLock } from '../util/process-lock.ts';
import { hours } from '../util/units.ts';
import { fetchCommit, openClone } from './open-clone.ts';
import { asTreeError } from './resolve-tree.ts';
import { treeCloneName } from './tree-clone-name.ts';

export interface BundleOptions {
  /** Source: config.paths.cacheDir */
  readonly cacheDir: string;
  readonly signal?: AbortSignal | undefined;
}

const BUNDLED = 'refs/osstest/bundled';

/**
 * Writes a commit of a tree with its history to a bundle file, for a host that can reach only this machine. Clones the tree
 * into the cache and fetches only missing objects; the first fetch may take an hour.
 *
 * @throws TreeError (`TREE_UNUSABLE`, blame lab) - the tree is not reachable, or it has no such commit.
 */
export async function bundleCommit(
  { url, commit }: { readonly url: string; readonly commit: string },
  file: string,
  { cacheDir, signal }: BundleOptions,
): Promise<void> {
  try {
    const clone = await openClone({ cacheDir, name: treeCloneName(url), limitMs: hours(1), signal });
    if (!(await fetchCommit(clone, url, commit))) throw new TreeError(`${url}: has no commit ${commit}`);
    await using _lock = await acquireProcessLock(clone.folder, { signal });
    await clone.git('update-ref', BUNDLED, commit);
    await clone.git('bundle', 'create', '--quiet', file, BUNDLED);
  } catch (error) {
    throw asTreeError(url, error, signal);
  }
}
