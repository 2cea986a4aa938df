import type { MirrorOptions } from '../../git/mirror-tree.ts';
import { readTreeHistory } from '../../git/read-tree-history.ts';
import { BASIS_WINDOW_COMMITS, fixedTree, treeFromHistory, type TreeGraph, type TreeRange } from './tree-graph.ts';

export interface ReadTreeOptions extends MirrorOptions {
  /** How many of the newest commits become nodes. */
  readonly commits: number;
}

/**
 * Reads the graph of a tree; asks no repository where the two revisions are the same.
 *
 * @throws as readTreeHistory.
 */
export async function readTreeGraph(range: TreeRange, options: ReadTreeOptions): Promise<TreeGraph> {
  if (range.basis === range.latest) return fixedTree(range);
  const limit = Math.max(options.commits, BASIS_WINDOW_COMMITS);
  const history = await readTreeHistory(range.url, { from: [range.latest], order: 'topology', limit }, options);
  return treeFromHistory(range, history, options.commits);
}
