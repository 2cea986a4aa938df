import type { Candidate, Choice } from './candidates.ts';
import { evaluate, fits, type ChooseInput } from './choose-hosts.ts';
import { makeFamilies, sumOf, type Family, type Lookout, type Sum } from './families.ts';
import { isFree, isOurs, nextFree, setFree, type FreeHosts } from './free-hosts.ts';
import { createPools, type Release } from './host-releases.ts';

/** Costs that differ by less are the same: sums in another order differ in their last digits. */
const EPSILON = 1e-6;

/**
 * The cheapest combination of hosts; of equal ones the first in the order of idents and candidates. null: none is possible.
 *
 * Finds what looking at all combinations would find, without doing so. It goes through the times at which hosts become
 * free; a combination that begins at another one could begin earlier. At each time the combinations are looked at family
 * by family, the best hosts first, and what can't be better is not looked at. Twice: for the lowest cost, and for the first
 * combination that has it.
 */
export function searchHosts(input: ChooseInput): Choice | null {
  if (input.idents.some(({ candidates }) => candidates.length === 0)) return null;
  const state: State = { best: null, limit: Infinity };
  if (input.idents.length === 1) {
    for (const candidate of input.idents[0]!.candidates) consider(input, [candidate], state);
    return state.best;
  }
  const search = prepare(input);
  goThroughTimes(search, state, (family, time) => improve(search, family, time, search.nothing, state));
  if (state.best === null) return null;
  state.limit = state.best.cost + EPSILON;
  let first: Choice | null = null;
  goThroughTimes(search, state, (family, time) => {
    const found = findFirst(search, family, time, search.nothing, state.limit);
    if (found !== null && (first === null || isBefore(search, found, first))) first = found;
  });
  return first ?? state.best;
}

interface State {
  best: Choice | null;
  /** Only what is cheaper matters. */
  limit: number;
}

interface Search {
  readonly input: ChooseInput;
  readonly sum: Sum;
  readonly familiesOf: ReadonlyMap<FreeHosts, readonly Family[]>;
  readonly releases: readonly Release[];
  readonly lowestCost: number;
  /** Two idents that are after the same are interchangeable; not so where they share, whose order makes a difference. */
  readonly isSymmetric: boolean;
  readonly nothing: Begun;
}

/** The first hosts of a combination. */
interface Begun {
  readonly chosen: readonly Candidate[];
  /** Place of the last one among those that its ident looks for. */
  readonly place: number;
  readonly total: number;
  /** How long they are needed, at least. */
  readonly needSeconds: number;
  readonly freeUntil: number;
}

function prepare(input: ChooseInput): Search {
  const sum = sumOf(input);
  const pools = createPools(input, sum);
  const isSharing = input.idents.some(({ candidates }) => candidates.some(({ share }) => share !== null));
  const base = canReuse(input) ? -Math.max(0, input.cost.shareReuseBonus) * input.idents.length : 0;
  const families = makeFamilies(input, sum, base, pools.find);
  const familiesOf = new Map<FreeHosts, Family[]>();
  let lowestCost = Infinity;
  for (const family of families) {
    let lowest = sum.nothing;
    for (const { hosts, count } of family.rest[0]!) {
      familiesOf.set(hosts, [...(familiesOf.get(hosts) ?? []), family]);
      for (const weight of hosts.weights.subarray(0, count)) lowest = sum.add(lowest, weight);
    }
    lowestCost = Math.min(lowestCost, family.costOf(lowest));
  }
  const nothing = { chosen: [], place: -1, total: sum.nothing, needSeconds: 0, freeUntil: Infinity };
  return {
    input,
    sum,
    familiesOf,
    releases: pools.releases((hosts) => familiesOf.has(hosts)),
    lowestCost,
    isSymmetric: !isSharing,
    nothing,
  };
}

/** Whether a share that is in the plan could be joined. */
const canReuse = ({ idents, plan }: ChooseInput): boolean =>
  idents.some(({ candidates }) =>
    candidates.some((candidate) =>
      plan.Events[`host ${candidate.host}`]?.some(({ Share }) => Share !== undefined && isOurs(Share, candidate)),
    ),
  );

function consider(input: ChooseInput, chosen: readonly Candidate[], state: State): void {
  const found = evaluate(input, chosen);
  if (found === null || found.cost >= state.limit) return;
  state.best = found;
  state.limit = found.cost;
}

/** Looks at the families in which something becomes free, time by time, as long as that can matter. */
function goThroughTimes(search: Search, state: State, look: (family: Family, time: number) => void): void {
  for (const hosts of search.familiesOf.keys()) hosts.bits.fill(0);
  const changed = new Set<Family>();
  const { releases } = search;
  for (let index = 0; index < releases.length; index++) {
    const { time, until, places } = releases[index]!;
    if (time + search.lowestCost >= state.limit) return;
    for (const { hosts, place } of places) {
      setFree(hosts, place, until);
      for (const family of search.familiesOf.get(hosts)!) changed.add(family);
    }
    if (releases[index + 1]?.time === time) continue;
    for (const family of changed) {
      const total = lowestTotal(search, family.rest[0]!, search.nothing, time);
      if (total !== null && time + family.costOf(total) < state.limit) look(family, time);
    }
    changed.clear();
  }
}

/** Looks for cheaper combinations that begin so, at a time. */
function improve(search: Search, family: Family, time: number, begun: Begun, state: State): void {
  const ident = begun.chosen.length;
  const hosts = family.hosts[ident]!;
  const rest = lowestTotal(search, family.rest[ident + 1]!, begun, time);
  if (rest === null) return;
  const isSameAgain = search.isSymmetric && ident > 0 && family.hosts[ident - 1] === hosts;
  let place = isSameAgain ? begun.place : -1;
  while ((place = nextFitting(search, hosts, place + 1, ident, begun, time)) !== -1) {
    const next = extend(search, begun, hosts, place);
    if (time + family.costOf(search.sum.add(next.total, rest)) >= state.limit) return; // and the others are no better
    if (next.chosen.length === family.hosts.length) consider(search.input, next.chosen, state);
    else improve(search, family, time, next, state);
  }
}

/** The first combination that begins so and costs less than `limit`, at a time. */
function findFirst(search: Search, family: Family, time: number, begun: Begun, limit: number): Choice | null {
  const ident = begun.chosen.length;
  if (ident === family.hosts.length) {
    const found = evaluate(search.input, begun.chosen);
    return found !== null && found.cost < limit ? found : null;
  }
  const hosts = family.hosts[ident]!;
  for (const place of hosts.asTried) {
    if (!isFree(hosts, place, time) || !isFitting(search, hosts, place, ident, begun, time)) continue;
    const next = extend(search, begun, hosts, place);
    const rest = lowestTotal(search, family.rest[ident + 1]!, next, time);
    if (rest === null || time + family.costOf(search.sum.add(next.total, rest)) >= limit) continue;
    const found = findFirst(search, family, time, next, limit);
    if (found !== null) return found;
  }
  return null;
}

/** The lowest total of what is looked for beside what is there already; null: there is not enough that is free. */
function lowestTotal(search: Search, rest: readonly Lookout[], begun: Begun, time: number): number | null {
  let total = search.sum.nothing;
  for (const { hosts, count, ident } of rest) {
    let place = -1;
    for (let found = 0; found < count; found++) {
      place = nextFitting(search, hosts, place + 1, ident, begun, time);
      if (place === -1) return null;
      total = search.sum.add(total, hosts.weights[place]!);
    }
  }
  return total;
}

function nextFitting(
  search: Search,
  hosts: FreeHosts,
  from: number,
  ident: number,
  begun: Begun,
  time: number,
): number {
  let place = nextFree(hosts, from, time);
  while (place !== -1 && !isFitting(search, hosts, place, ident, begun, time)) place = nextFree(hosts, place + 1, time);
  return place;
}

/** Whether a host that is free can be used together with those chosen already: for as long as any of them is needed. */
function isFitting(
  { input }: Search,
  hosts: FreeHosts,
  place: number,
  ident: number,
  { chosen, needSeconds, freeUntil }: Begun,
  time: number,
): boolean {
  const longest = Math.max(needSeconds, hosts.needs[place]!);
  if (time + longest > freeUntil || time + longest > hosts.until[place]!) return false;
  return chosen.length === 0 || fits(input, chosen, hosts.candidates[place]!, ident);
}

function extend({ sum }: Search, begun: Begun, hosts: FreeHosts, place: number): Begun {
  return {
    chosen: [...begun.chosen, hosts.candidates[place]!],
    place,
    total: sum.add(begun.total, hosts.weights[place]!),
    needSeconds: Math.max(begun.needSeconds, hosts.needs[place]!),
    freeUntil: Math.min(begun.freeUntil, hosts.until[place]!),
  };
}

/** Whether one choice is tried before another one. */
function isBefore({ input }: Search, one: Choice, other: Choice): boolean {
  for (const [ident, { candidates }] of input.idents.entries()) {
    const place = ({ hosts }: Choice): number =>
      candidates.findIndex(({ host }) => host === hosts[ident]!.candidate.host);
    if (place(one) !== place(other)) return place(one) < place(other);
  }
  return false;
}
