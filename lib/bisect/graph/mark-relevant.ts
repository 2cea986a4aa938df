import { childrenOf, markReached } from './children-of.ts';
import type { TupleGraph } from './tuple-graph.ts';

/** Which tuples a bisection is about. */
export interface RelevantTuples {
  isRelevant(tuple: number): boolean;
  /** What is wrong with the graph, in words: an end that is not on a way from the other one. Empty: nothing. */
  readonly problems: readonly string[];
}

/**
 * Marks the ancestors of the latest tuple that are descendants of the basis, with both. Where an end is no such tuple,
 * those that are either.
 */
export function markRelevant(graph: TupleGraph, basisText: string): RelevantTuples {
  const { latest, basis } = graph;
  const down = markReached(graph, [latest], (tuple) => graph.parents(tuple));
  down[latest] = 1;
  const up = basis === null ? new Uint8Array(graph.size) : markReached(graph, [basis], childrenOf(graph));
  if (basis !== null) up[basis] = 1;
  const ends = [
    { tuple: latest, text: graph.revisions(latest).join(' ') },
    { tuple: basis, text: basisText },
  ] as const;
  const problems = ends.flatMap(({ tuple, text }) => [
    ...(down[tuple ?? -1] === 1 ? [] : [`*** not RelvDown at ${text} `]),
    ...(up[tuple ?? -1] === 1 ? [] : [`*** not RelvUp at ${text} `]),
  ]);
  const isRelevant =
    problems.length === 0
      ? (tuple: number): boolean => down[tuple] === 1 && up[tuple] === 1
      : (tuple: number): boolean => down[tuple] === 1 || up[tuple] === 1;
  return { isRelevant, problems };
}
