import { pointKey, type Lattice, type Point } from '../lattice/point.ts';
import type { TestEvidence } from './evidence.ts';

/** What is known about the testability of points. */
export interface Testability {
  /** For each tree: the commits that cannot be tested, whatever the other trees have. */
  readonly blocked: readonly ReadonlySet<number>[];
  /** Probability that a point can be tested; 0 where it is known that it cannot. */
  probability(point: Point): number;
}

/** How likely a commit next to one that cannot be tested shares its fate; halved every 2 commits further. */
const SHARED_FATE = 0.6;
const REACH = 24;

/** Learns from the points that could not be tested which commits are to blame, and how likely their neighbours follow. */
export function learnTestability(lattice: Lattice, { observations, untestable }: TestEvidence): Testability {
  const isKnownGood = knownGood(observations.map(({ point }) => point));
  const blocked = lattice.map(() => new Set<number>());
  const unexplained: Point[] = [];
  for (const point of untestable) {
    const suspects = point.flatMap((node, tree) => (node < 0 || isKnownGood(tree, node) ? [] : [tree]));
    if (suspects.length === 1) blocked[suspects[0]!]!.add(point[suspects[0]!]!);
    else unexplained.push(point);
  }
  const chances = lattice.map(({ commits }, tree) =>
    neighbourChances(commits.length, blocked[tree]!, isKnownGood, tree),
  );
  const excluded = new Set(untestable.map(pointKey));
  const probability = (point: Point): number => {
    let chance = 1;
    for (let tree = 0; tree < point.length; tree++) if (point[tree]! >= 0) chance *= chances[tree]![point[tree]!]!;
    if (chance === 0 || untestable.length === 0) return chance;
    if (excluded.has(pointKey(point))) return 0;
    for (const other of unexplained) chance *= 1 - sharedFate(point, other);
    return chance;
  };
  return { blocked, probability };
}

function knownGood(tested: readonly Point[]): (tree: number, node: number) => boolean {
  const known = new Set(tested.flatMap((point) => point.map((node, tree) => `${tree}:${node}`)));
  return (tree, node) => known.has(`${tree}:${node}`);
}

function neighbourChances(
  count: number,
  blocked: ReadonlySet<number>,
  isKnownGood: (tree: number, node: number) => boolean,
  tree: number,
): Float64Array {
  const chances = new Float64Array(count).fill(1);
  for (const node of blocked) {
    for (let index = Math.max(0, node - REACH); index <= Math.min(count - 1, node + REACH); index++) {
      chances[index]! *= index === node ? 0 : 1 - SHARED_FATE * 2 ** (-Math.abs(index - node) / 2);
    }
  }
  for (let index = 0; index < count && blocked.size > 0; index++) {
    if (chances[index]! > 0 && isKnownGood(tree, index)) chances[index] = 1;
  }
  return chances;
}

/** Of points that differ in one tree only. */
function sharedFate(point: Point, other: Point): number {
  let distance = 0;
  let differing = 0;
  for (let tree = 0; tree < point.length; tree++) {
    if (point[tree] === other[tree]) continue;
    differing++;
    distance = Math.abs(point[tree]! - other[tree]!);
  }
  return differing === 1 ? SHARED_FATE * 2 ** (-distance / 8) : 0;
}
