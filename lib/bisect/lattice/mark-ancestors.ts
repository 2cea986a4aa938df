import type { CandidateRange } from './candidate-range.ts';

/** Marks a commit of the range and its ancestors with 1; GOOD_END has none. */
export function markAncestors({ commits, parents, isLinear }: CandidateRange, node: number): Uint8Array {
  const marked = new Uint8Array(commits.length);
  if (node < 0) return marked;
  if (isLinear) return marked.fill(1, 0, node + 1);
  marked[node] = 1;
  // Parents have lower indices: one pass down is enough.
  for (let index = node; index >= 0; index--) {
    if (marked[index] === 1) for (const parent of parents[index]!) marked[parent] = 1;
  }
  return marked;
}
