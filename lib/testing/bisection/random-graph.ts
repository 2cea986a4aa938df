import type { SearchGraph } from '../../bisect/search/search-graph.ts';

/**
 * Returns a random graph for a search: tuple 0 is the basis, the last tuple is the latest, and each tuple has up to three
 * parents among the earlier ones. Tuples that are not between the two are irrelevant.
 */
export function randomGraph(numbers: readonly number[]): SearchGraph {
  const size = numbers.length + 1;
  const parents = Array.from({ length: size }, (_, tuple) => {
    const number = numbers[tuple - 1] ?? 0;
    if (tuple === 0) return [];
    const wanted = [number, number >>> 8, number >>> 16].slice(0, 1 + ((number >>> 24) % 3));
    return [...new Set(wanted.map((each) => Math.max(0, tuple - 1 - (each % 5))))];
  });
  const below = (tuple: number, seen = new Set<number>()): ReadonlySet<number> => {
    if (!seen.has(tuple)) {
      seen.add(tuple);
      for (const parent of parents[tuple] ?? []) below(parent, seen);
    }
    return seen;
  };
  const ancestors = below(size - 1);
  return {
    size,
    latest: size - 1,
    basis: 0,
    parents: (tuple) => parents[tuple] ?? [],
    isRelevant: (tuple) => ancestors.has(tuple),
    text: (tuple) => `t${tuple}`,
  };
}
