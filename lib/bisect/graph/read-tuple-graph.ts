import { combineTrees } from './combine-trees.ts';
import { readTreeGraph, type ReadTreeOptions } from './read-tree-graph.ts';
import { isDiscontiguous, type TreeRange } from './tree-graph.ts';
import type { TupleGraph } from './tuple-graph.ts';

export interface ReadTupleOptions extends ReadTreeOptions {
  /** Called with each warning. */
  readonly onWarning: (line: string) => void;
}

/**
 * Reads the histories of some trees and combines them into tuples.
 *
 * @throws as readTreeGraph.
 */
export async function readTupleGraph(ranges: readonly TreeRange[], options: ReadTupleOptions): Promise<TupleGraph> {
  const trees = await Promise.all(ranges.map((range) => readTreeGraph(range, options)));
  for (const tree of trees.filter(isDiscontiguous)) {
    options.onWarning(`adhoc-revtuple-generator: tree discontiguous: ${tree.name}`);
  }
  return combineTrees(trees);
}
