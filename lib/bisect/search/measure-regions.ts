import type { TupleResults } from './collect-results.ts';
import { addPaths, halvePaths, isMorePaths, subtractPaths, type PathCount } from './path-count.ts';
import type { SearchGraph } from './search-graph.ts';

/** A tuple below a failure, with the size of the region below it. */
export interface Region {
  readonly tuple: number;
  /** Paths, not tuples: what two paths lead to counts twice. */
  readonly revisions: PathCount;
}

export interface Regions {
  /** Below all failures, in the order in which they are found. */
  readonly list: readonly Region[];
  /** Of a tuple; 0 for one that has a result, or was not visited. */
  length(tuple: number): PathCount;
}

interface Measuring {
  readonly graph: SearchGraph;
  readonly results: TupleResults;
  /** Of what is known. */
  readonly lengths: (PathCount | undefined)[];
  readonly isListed: Uint8Array;
  readonly list: Region[];
  /** What is being done, in place of a recursion that would be as deep as the history. */
  readonly tasks: Task[];
}

interface Task {
  readonly kind: 'measure' | 'list-below';
  readonly tuple: number;
  /** The parent that it is at. */
  parent: number;
}

/** Measures the regions below the failures, in order of evidence. */
export function measureRegions(graph: SearchGraph, results: TupleResults): Regions {
  const measuring: Measuring = {
    graph,
    results,
    lengths: Array.from<PathCount | undefined>({ length: graph.size }),
    isListed: new Uint8Array(graph.size),
    list: [],
    tasks: [],
  };
  const { tasks, lengths, list } = measuring;
  for (const tuple of results.failures) {
    tasks.push({ kind: 'list-below', tuple, parent: 0 });
    for (let task = tasks.at(-1); task !== undefined; task = tasks.at(-1)) {
      if (task.kind === 'measure') goOnMeasuring(measuring, task);
      else goOnListing(measuring, task);
    }
  }
  return { list, length: (tuple) => lengths[tuple] ?? 0 };
}

/** Works on a task until it is done, or must wait for the length of a parent. */
function goOnMeasuring(measuring: Measuring, task: Task): void {
  const parents = measuring.graph.parents(task.tuple);
  for (; task.parent < parents.length; task.parent++) {
    if (!isMeasured(measuring, parents[task.parent] ?? 0)) return;
  }
  let length: PathCount = 1;
  for (let index = 0; index < parents.length; index++) {
    length = addPaths(length, measuring.lengths[parents[index] ?? 0] ?? 0);
  }
  measuring.lengths[task.tuple] = length;
  measuring.tasks.pop();
}

function goOnListing(measuring: Measuring, task: Task): void {
  const { graph, results, lengths, isListed, list, tasks } = measuring;
  const parents = results.isUninteresting(task.tuple) ? [] : graph.parents(task.tuple);
  for (; task.parent < parents.length; task.parent++) {
    const tuple = parents[task.parent] ?? 0;
    if (isListed[tuple] === 1 || !graph.isRelevant(tuple)) continue;
    if (!isMeasured(measuring, tuple)) return;
    isListed[tuple] = 1;
    list.push({ tuple, revisions: lengths[tuple] ?? 0 });
  }
  tasks.pop();
}

/** Whether the length of a tuple is known (an irrelevant one has none); starts what is needed where it is not. */
function isMeasured({ graph, results, lengths, tasks }: Measuring, tuple: number): boolean {
  if (!graph.isRelevant(tuple) || lengths[tuple] !== undefined) return true;
  const result = results.resultOf(tuple);
  if (result === null) {
    tasks.push({ kind: 'measure', tuple, parent: 0 });
    return false;
  }
  lengths[tuple] = 0;
  if (result === 'pass') return true;
  tasks.push({ kind: 'list-below', tuple, parent: 0 });
  return false;
}

/** The tuple in the middle below a tuple: on the way of the longest parents, the first of equals. */
export function goDown(graph: SearchGraph, { length }: Regions, from: Region): number {
  let { tuple } = from;
  for (let left = halvePaths(from.revisions); isMorePaths(left, 0);) {
    const parents = Array.from(graph.parents(tuple));
    const longest = parents.reduce(
      (best, each) => (isMorePaths(length(each), length(best)) ? each : best),
      parents[0] ?? 0,
    );
    // only where the counts are beyond what a double holds
    if (parents.length === 0 || length(longest) === 0) return tuple;
    left = subtractPaths(left, 1);
    const place = parents.indexOf(longest);
    for (const [index, parent] of parents.entries()) if (index !== place) left = subtractPaths(left, length(parent));
    tuple = longest;
  }
  return tuple;
}
