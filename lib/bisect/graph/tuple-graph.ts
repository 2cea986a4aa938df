/**
 * Tuples of revisions, one revision a tree, with their parents. A tuple is a number from 0 up, in the order of the first
 * mention.
 */
export interface TupleGraph {
  /** How many tuples are named: nodes, and parents that are no nodes. */
  readonly size: number;
  /** The nodes in the order of a walk from the latest tuple: depth first, the first parent first. */
  readonly nodes: Int32Array;
  /** The tuple of the latest revisions. */
  readonly latest: number;
  /** The tuple of the basis; null: it is not in the graph. */
  readonly basis: number | null;
  /** Returns whether a tuple is a node of the graph. */
  isNode(tuple: number): boolean;
  /** Its parents in their order; empty for one that is no node. */
  parents(tuple: number): Int32Array;
  /** Seconds since 1970; null for one that is no node. */
  dateSeconds(tuple: number): number | null;
  /** Its revisions, in the order of the trees. */
  revisions(tuple: number): readonly string[];
  /** The tuple with these revisions; null: it is not in the graph. */
  find(revisions: readonly string[]): number | null;
}
