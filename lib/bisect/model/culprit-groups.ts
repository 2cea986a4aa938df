import { markAncestors } from '../lattice/mark-ancestors.ts';
import type { Lattice } from '../lattice/point.ts';
import type { CandidateRange } from '../lattice/candidate-range.ts';
import type { Posterior } from './posterior.ts';

/** Commits of one tree that no test can tell apart, since those between them cannot be tested. */
export interface CulpritGroup {
  readonly tree: number;
  /** Parents before children. */
  readonly commits: readonly number[];
  readonly probability: number;
}

/** Finds the group with the largest probability; null: no tree has a commit. */
export function findLikeliestGroup(
  lattice: Lattice,
  { probabilities }: Posterior,
  blocked: readonly ReadonlySet<number>[],
): CulpritGroup | null {
  let best: CulpritGroup | null = null;
  lattice.forEach((range, tree) => {
    const own = probabilities[tree]!;
    for (const commits of groups(range, blocked[tree]!, own)) {
      const probability = commits.reduce((sum, index) => sum + own[index]!, 0);
      if (best === null || probability > best.probability) best = { tree, commits, probability };
    }
  });
  return best;
}

/** The groups that have several commits, and the likeliest single one. */
function groups(range: CandidateRange, blocked: ReadonlySet<number>, probabilities: Float64Array): readonly number[][] {
  let top = 0;
  for (let index = 1; index < probabilities.length; index++)
    if (probabilities[index]! > probabilities[top]!) top = index;
  const single = probabilities.length === 0 ? [] : [[top]];
  if (blocked.size === 0) return single;
  const children = childrenOf(range);
  const members = new Map<string, number[]>();
  for (const node of [...blocked].toSorted((a, b) => a - b)) {
    const frontier = firstTestable(range, { node, blocked, children });
    const key = frontier.join(',');
    const group = members.get(key) ?? (frontier.length === 1 ? [frontier[0]!] : []);
    members.set(key, [...group, node]);
  }
  return [...single, ...[...members.values()].map((group) => group.toSorted((a, b) => a - b))];
}

function childrenOf({ parents }: CandidateRange): number[][] {
  const children: number[][] = parents.map(() => []);
  parents.forEach((own, node) => own.forEach((parent) => children[parent]!.push(node)));
  return children;
}

interface Search {
  readonly node: number;
  readonly blocked: ReadonlySet<number>;
  readonly children: readonly (readonly number[])[];
}

/** The oldest testable descendants: a test of any descendant cannot distinguish two commits that have these in common. */
function firstTestable(range: CandidateRange, { node, blocked, children }: Search): readonly number[] {
  const found = new Set<number>();
  const seen = new Set([node]);
  const stack = [node];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const child of children[at]!) {
      if (seen.has(child)) continue;
      seen.add(child);
      if (blocked.has(child)) stack.push(child);
      else found.add(child);
    }
  }
  const sorted = [...found].toSorted((a, b) => a - b);
  return sorted.filter((each) => {
    const marked = sorted.length === 1 ? null : markAncestors(range, each);
    return !sorted.some((other) => other !== each && marked?.[other] === 1);
  });
}
