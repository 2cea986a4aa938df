import type { Candidate, Choice } from './candidates.ts';
import { evaluateCombination, isCompatible, type HostSearchInput } from './combinations.ts';
import { canJoin, isFree, nextFree, setFree, type FreeHosts } from './free-hosts.ts';
import { createPools, type Release } from './host-pools.ts';
import {
  createSubproblems,
  weightingOf,
  type Demand,
  type Slot,
  type Subproblem,
  type Weighting,
} from './subproblems.ts';

/** Costs that differ by less are equal: sums in another order differ in their last digits. */
const EPSILON = 1e-6;

/**
 * Returns the cheapest combination of hosts; of equal ones the first in the order of idents and candidates. null: no
 * combination is possible.
 *
 * Branch and bound, with the result of an exhaustive search. The start times are those at which hosts become free: a
 * combination with another start time could start earlier. At each time the search branches over the idents, subproblem by
 * subproblem, the candidates with the lowest weight first. It prunes each node whose lower bound is not below the cost of
 * the incumbent. A second search finds the first combination with the lowest cost.
 */
export function searchHosts(input: HostSearchInput): Choice | null {
  if (input.idents.some(({ candidates }) => candidates.length === 0)) return null;
  const best: Incumbent = { choice: null, cost: Infinity };
  if (input.idents.length === 1) {
    for (const candidate of input.idents[0]!.candidates) considerCombination(input, [candidate], best);
    return best.choice;
  }
  const search = prepareSearch(input);
  searchTimes(search, best, (root) => branch(root, best));
  if (best.choice === null) return null;
  best.cost = best.choice.cost + EPSILON;
  let first: Choice | null = null;
  searchTimes(search, best, (root) => {
    const found = findFirst(root, best.cost);
    if (found !== null && (first === null || isBefore(search, found, first))) first = found;
  });
  return first ?? best.choice;
}

/** The best combination found so far. */
interface Incumbent {
  choice: Choice | null;
  /** Only combinations with a lower cost matter. */
  cost: number;
}

interface Search {
  readonly input: HostSearchInput;
  readonly weighting: Weighting;
  readonly subproblemsOf: ReadonlyMap<FreeHosts, readonly Subproblem[]>;
  readonly releases: readonly Release[];
  /** No combination costs less beside its start time. */
  readonly lowerBound: number;
  /** Two idents with the same candidates are interchangeable. Not so with shares, whose order makes a difference. */
  readonly isSymmetric: boolean;
}

/** A node of the search tree: hosts for the first idents, in one subproblem and at one start time. */
interface SearchNode {
  readonly search: Search;
  readonly subproblem: Subproblem;
  /** Seconds from the plan's Start. */
  readonly time: number;
  /** Hosts of the first idents. */
  readonly chosen: readonly Candidate[];
  /** Index of the last chosen host among those of its slot. */
  readonly place: number;
  /** Total weight of the chosen hosts. */
  readonly total: number;
  /** How long the chosen hosts are needed, at least. */
  readonly needSeconds: number;
  /** When the first of the chosen hosts is booked again. */
  readonly freeUntil: number;
}

const rootNode = (search: Search, subproblem: Subproblem, time: number): SearchNode => ({
  search,
  subproblem,
  time,
  chosen: [],
  place: -1,
  total: search.weighting.zero,
  needSeconds: 0,
  freeUntil: Infinity,
});

function prepareSearch(input: HostSearchInput): Search {
  const weighting = weightingOf(input);
  const pools = createPools(input, weighting);
  const isSharing = input.idents.some(({ candidates }) => candidates.some(({ share }) => share !== null));
  const base = canReuse(input) ? -Math.max(0, input.cost.shareReuseBonus) * input.idents.length : 0;
  const subproblemsOf = new Map<FreeHosts, Subproblem[]>();
  let lowerBound = Infinity;
  for (const subproblem of createSubproblems({ input, weighting, base, findHosts: pools.find })) {
    let lowest = weighting.zero;
    for (const { hosts, count } of subproblem.remaining[0]!) {
      subproblemsOf.set(hosts, [...(subproblemsOf.get(hosts) ?? []), subproblem]);
      for (const weight of hosts.weights.subarray(0, count)) lowest = weighting.add(lowest, weight);
    }
    lowerBound = Math.min(lowerBound, subproblem.lowerBound(lowest));
  }
  const releases = pools.releases((hosts) => subproblemsOf.has(hosts));
  return { input, weighting, subproblemsOf, releases, lowerBound, isSymmetric: !isSharing };
}

/** Returns whether a candidate could join a share that is in the plan. */
const canReuse = ({ idents, plan }: HostSearchInput): boolean =>
  idents.some(({ candidates }) =>
    candidates.some((candidate) =>
      plan.Events[`host ${candidate.host}`]?.some(({ Share }) => Share !== undefined && canJoin(Share, candidate)),
    ),
  );

/** Makes a combination the incumbent if it costs less. */
function considerCombination(input: HostSearchInput, chosen: readonly Candidate[], best: Incumbent): void {
  const found = evaluateCombination(input, chosen);
  if (found === null || found.cost >= best.cost) return;
  best.choice = found;
  best.cost = found.cost;
}

/** Visits, time by time, the root of each subproblem in which a host becomes free, until no lower bound is below the incumbent. */
function searchTimes(search: Search, best: Incumbent, visit: (root: SearchNode) => void): void {
  for (const hosts of search.subproblemsOf.keys()) hosts.bits.fill(0);
  const changed = new Set<Subproblem>();
  const { releases } = search;
  for (let index = 0; index < releases.length; index++) {
    const { time, until, places } = releases[index]!;
    if (time + search.lowerBound >= best.cost) return;
    for (const { hosts, place } of places) {
      setFree(hosts, place, until);
      for (const subproblem of search.subproblemsOf.get(hosts)!) changed.add(subproblem);
    }
    if (releases[index + 1]?.time === time) continue;
    for (const subproblem of changed) {
      const root = rootNode(search, subproblem, time);
      if (lowerBoundOf(root) < best.cost) visit(root);
    }
    changed.clear();
  }
}

/** Searches below a node for combinations that cost less than the incumbent. */
function branch(node: SearchNode, best: Incumbent): void {
  const { search, subproblem, time } = node;
  const ident = node.chosen.length;
  const slot = subproblem.slots[ident]!;
  const rest = lowestTotal(node, subproblem.remaining[ident + 1]!);
  if (rest === null) return;
  const isSameAgain = search.isSymmetric && ident > 0 && subproblem.slots[ident - 1]!.hosts === slot.hosts;
  let place = isSameAgain ? node.place : -1;
  while ((place = nextUsable(node, slot, place + 1)) !== -1) {
    const child = extendNode(node, slot.hosts, place);
    if (time + subproblem.lowerBound(search.weighting.add(child.total, rest)) >= best.cost) return; // nor do later ones
    if (child.chosen.length === subproblem.slots.length) considerCombination(search.input, child.chosen, best);
    else branch(child, best);
  }
}

/** Returns the first combination below a node that costs less than `limit`. */
function findFirst(node: SearchNode, limit: number): Choice | null {
  const slot = node.subproblem.slots[node.chosen.length];
  if (slot === undefined) {
    const found = evaluateCombination(node.search.input, node.chosen);
    return found !== null && found.cost < limit ? found : null;
  }
  for (const place of slot.hosts.byPreference) {
    if (!isFree(slot.hosts, place, node.time) || !isUsable(node, slot, place)) continue;
    const child = extendNode(node, slot.hosts, place);
    if (lowerBoundOf(child) >= limit) continue;
    const found = findFirst(child, limit);
    if (found !== null) return found;
  }
  return null;
}

/** Returns the lower bound of all combinations below a node; Infinity: there are none. */
function lowerBoundOf(node: SearchNode): number {
  const { search, subproblem, time, chosen, total } = node;
  const rest = lowestTotal(node, subproblem.remaining[chosen.length]!);
  return rest === null ? Infinity : time + subproblem.lowerBound(search.weighting.add(total, rest));
}

/** Returns the lowest total weight that meets the demands beside the chosen hosts; null: too few hosts are free. */
function lowestTotal(node: SearchNode, demands: readonly Demand[]): number | null {
  const { weighting } = node.search;
  let total = weighting.zero;
  for (const demand of demands) {
    let place = -1;
    for (let found = 0; found < demand.count; found++) {
      place = nextUsable(node, demand, place + 1);
      if (place === -1) return null;
      total = weighting.add(total, demand.hosts.weights[place]!);
    }
  }
  return total;
}

/** Returns the first index, starting at `from`, of a free host that can join the chosen ones; -1: none. */
function nextUsable(node: SearchNode, slot: Slot, from: number): number {
  let place = nextFree(slot.hosts, from, node.time);
  while (place !== -1 && !isUsable(node, slot, place)) place = nextFree(slot.hosts, place + 1, node.time);
  return place;
}

/** Returns whether a free host can join the chosen ones for as long as any of them is needed. */
function isUsable(node: SearchNode, { hosts, ident }: Slot, place: number): boolean {
  const endsAt = node.time + Math.max(node.needSeconds, hosts.needs[place]!);
  if (endsAt > node.freeUntil || endsAt > hosts.until[place]!) return false;
  return node.chosen.length === 0 || isCompatible(node.search.input, node.chosen, hosts.candidates[place]!, ident);
}

function extendNode(node: SearchNode, hosts: FreeHosts, place: number): SearchNode {
  return {
    search: node.search,
    subproblem: node.subproblem,
    time: node.time,
    chosen: [...node.chosen, hosts.candidates[place]!],
    place,
    total: node.search.weighting.add(node.total, hosts.weights[place]!),
    needSeconds: Math.max(node.needSeconds, hosts.needs[place]!),
    freeUntil: Math.min(node.freeUntil, hosts.until[place]!),
  };
}

/** Returns whether one choice comes before another in the order of idents and candidates. */
function isBefore({ input }: Search, one: Choice, other: Choice): boolean {
  for (const [ident, { candidates }] of input.idents.entries()) {
    const place = ({ hosts }: Choice): number =>
      candidates.findIndex(({ host }) => host === hosts[ident]!.candidate.host);
    if (place(one) !== place(other)) return place(one) < place(other);
  }
  return false;
}
