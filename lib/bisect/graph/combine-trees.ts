import { growing, type Growing } from '../../util/growing.ts';
import { createVectorTable, type VectorTable } from '../../util/vector-table.ts';
import type { TreeGraph } from './tree-graph.ts';
import type { TupleGraph } from './tuple-graph.ts';

interface Walk {
  readonly trees: readonly TreeGraph[];
  readonly table: VectorTable;
  /** Of each tuple that is named: its place among the nodes, or one of the two below. */
  readonly placeOf: Growing<Int32Array>;
  readonly nodes: Growing<Int32Array>;
  readonly dates: Growing<Float64Array>;
  /** Index of the first parent of each node. */
  readonly firstParent: Growing<Int32Array>;
  readonly parents: Growing<Int32Array>;
}

const NOT_VISITED = -1;
const NO_NODE = -2;

/** Combines trees into tuples, from the latest revisions of all on: in each step one tree goes back by one commit. */
export function combineTrees(trees: readonly TreeGraph[]): TupleGraph {
  const walk: Walk = {
    trees,
    table: createVectorTable(trees.length),
    placeOf: growing(Int32Array),
    nodes: growing(Int32Array),
    dates: growing(Float64Array),
    firstParent: growing(Int32Array),
    parents: growing(Int32Array),
  };
  const waiting = [
    mention(
      walk,
      Uint32Array.from(trees, ({ latest }) => latest),
    ),
  ];
  for (let tuple = waiting.pop(); tuple !== undefined; tuple = waiting.pop()) {
    if (walk.placeOf.at(tuple) !== NOT_VISITED) continue;
    const from = walk.parents.length;
    visit(walk, tuple);
    for (let at = walk.parents.length - 1; at >= from; at--) waiting.push(walk.parents.at(at));
  }
  return toGraph(walk);
}

function mention({ table, placeOf }: Walk, vector: Uint32Array): number {
  const tuple = table.intern(vector);
  if (tuple === placeOf.length) placeOf.push(NOT_VISITED);
  return tuple;
}

function visit(walk: Walk, tuple: number): void {
  const { trees, table, placeOf, nodes } = walk;
  const vector = Uint32Array.from(trees, (_, tree) => table.word(tuple, tree));
  const chosen = chooseTree(trees, vector);
  const tree = trees[chosen ?? -1];
  placeOf.set(tuple, tree === undefined ? NO_NODE : nodes.length);
  if (chosen === null || tree === undefined) return;
  const commit = vector[chosen] ?? 0;
  nodes.push(tuple);
  walk.dates.push(tree.datesSeconds[commit] ?? 0);
  walk.firstParent.push(walk.parents.length);
  const parents = tree.parents[commit] ?? [];
  for (let index = 0; index < parents.length; index++) {
    vector[chosen] = parents[index] ?? 0;
    walk.parents.push(mention(walk, vector));
  }
}

/**
 * The tree that goes back: of those whose commit is a node, one that is not at its basis before one that is, then the newest
 * commit, then the first. null: no commit is a node.
 */
function chooseTree(trees: readonly TreeGraph[], vector: Uint32Array): number | null {
  let best: number | null = null;
  let [bestIsAbove, bestDate] = [false, 0];
  for (const [index, { nodes, basis, datesSeconds }] of trees.entries()) {
    const commit = vector[index] ?? 0;
    if (commit >= nodes) continue;
    const [isAbove, date] = [commit !== basis, datesSeconds[commit] ?? 0];
    if (best !== null && (isAbove === bestIsAbove ? date <= bestDate : bestIsAbove)) continue;
    [best, bestIsAbove, bestDate] = [index, isAbove, date];
  }
  return best;
}

function toGraph({ trees, table, ...walk }: Walk): TupleGraph {
  const [placeOf, dates] = [walk.placeOf.values(), walk.dates.values()];
  const [firstParent, parents] = [walk.firstParent.values(), walk.parents.values()];
  const numbers = trees.map(({ revisions }) => new Map(revisions.map((revision, number) => [revision, number])));
  const find = (revisions: readonly string[]): number | null => {
    const vector = numbers.map((each, tree) => each.get(revisions[tree] ?? ''));
    return vector.some((number) => number === undefined) ? null : table.find(Uint32Array.from(vector as number[]));
  };
  return {
    size: table.size,
    nodes: walk.nodes.values(),
    latest: 0,
    basis: find(trees.map(({ revisions, basis }) => revisions[basis] ?? '')),
    isNode: (tuple) => (placeOf[tuple] ?? NO_NODE) >= 0,
    parents: (tuple) => {
      const place = placeOf[tuple] ?? NO_NODE;
      return place < 0 ? parents.subarray(0, 0) : parents.subarray(firstParent[place], firstParent[place + 1]);
    },
    dateSeconds: (tuple) => dates[placeOf[tuple] ?? NO_NODE] ?? null,
    revisions: (tuple) => trees.map(({ revisions }, tree) => revisions[table.word(tuple, tree)] ?? ''),
    find,
  };
}
