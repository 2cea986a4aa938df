import { GOOD_END, badPoint, goodPoint, type Lattice, type Point } from '../lattice/point.ts';
import type { CandidateRange } from '../lattice/candidate-range.ts';
import type { CulpritGroup } from './culprit-groups.ts';
import type { Testability } from './testability.ts';

/** The points at both sides of a culprit; the other trees are all at their bad ends, or all at their good ends. */
export interface Edge {
  /** Has the culprit. */
  readonly above: Point;
  /** Each lacks the culprit; one for each parent. */
  readonly below: readonly Point[];
}

/** Finds the testable points nearest to a group of commits; null: some of them are not testable. */
export function findEdge(lattice: Lattice, group: CulpritGroup, { blocked, probability }: Testability): Edge | null {
  const { tree, commits } = group;
  const range = lattice[tree]!;
  const own = blocked[tree]!;
  const child = commits.findLast((commit) => !own.has(commit)) ?? nextTestable(range, commits.at(-1)!, own);
  const parents = testableBelow(range, new Set(commits), own);
  const edges = [badPoint(lattice), goodPoint(lattice)].map((context) => {
    const at = (node: number): Point => context.map((end, index) => (index === tree ? node : end));
    return { above: at(child), below: parents.map(at) };
  });
  return edges.find(({ above, below }) => [above, ...below].every((point) => probability(point) > 0)) ?? null;
}

/** The first testable commit after one, in the order of the range; the bad end at last. */
function nextTestable({ commits }: CandidateRange, after: number, blocked: ReadonlySet<number>): number {
  let node = after;
  while (node < commits.length - 1 && blocked.has(node)) node++;
  return node;
}

function testableBelow(
  range: CandidateRange,
  group: ReadonlySet<number>,
  blocked: ReadonlySet<number>,
): readonly number[] {
  const found = new Set<number>();
  const seen = new Set<number>(group);
  const stack = [...group];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const parents = range.parents[node]!;
    if (parents.length === 0) found.add(GOOD_END);
    for (const parent of parents) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      if (blocked.has(parent)) stack.push(parent);
      else found.add(parent);
    }
  }
  return [...found].toSorted((a, b) => a - b);
}
