import { ageBounds, isAnyFailed, isEquivalentFailed, isFailed, type AgeBounds } from './age-bounds.ts';
import { variationBonus, type CostCoefficients } from './allocation-cost.ts';
import type { Candidate, Choice } from './candidates.ts';
import { evaluate, fits, type ChooseInput } from './choose-hosts.ts';
import { freeTimes, hasBit, type FreeTimes } from './free-times.ts';

/** Costs that differ by less are the same: sums in another order differ in their last digits. */
const EPSILON = 1e-6;

/**
 * The cheapest combination of hosts; of equal ones the first in the order of idents and candidates. null: none is possible.
 *
 * Finds what looking at all combinations would find, without doing so: a combination's cost is bounded from below by when
 * its hosts can be free together and by how long ago they were used, and what can't be better is not looked at.
 */
export function searchHosts(input: ChooseInput): Choice | null {
  if (input.idents.some(({ candidates }) => candidates.length === 0)) return null;
  const state: State = { best: null, limit: Infinity };
  if (input.idents.length === 1) {
    for (const candidate of input.idents[0]!.candidates) consider(input, [candidate], state);
    return state.best;
  }
  const search = prepare(input);
  state.limit = firstGuess(search) + EPSILON;
  const bound = boundOf(search, []);
  const times = [...search.times.all.keys()].filter((index) => bound.at(index) < state.limit);
  descend(search, [], times, state);
  return state.best;
}

interface State {
  best: Choice | null;
  /** Only what is cheaper matters. */
  limit: number;
}

interface Search {
  readonly input: ChooseInput;
  readonly cost: CostCoefficients;
  readonly isBuild: boolean;
  /** What every combination costs beside its start, its failures and its ages, at least. */
  readonly base: number;
  readonly times: FreeTimes;
  /** Per ident. */
  readonly ages: readonly AgeBounds[];
  /** Per ident: candidates, longest unused first. */
  readonly byAge: readonly (readonly Candidate[])[];
}

const ageOf = ({ history }: Candidate, cost: CostCoefficients): number =>
  history.secondsSinceLastStart ?? cost.unknownAgeSeconds;

function consider(input: ChooseInput, chosen: readonly Candidate[], state: State): void {
  const found = evaluate(input, chosen);
  if (found === null || found.cost >= state.limit) return;
  state.best = found;
  state.limit = input.idents.length === 1 ? found.cost : found.cost - EPSILON; // of equal ones the first wins
}

function prepare(input: ChooseInput): Search {
  const { cost, idents } = input;
  const isBuild = input.recipe.includes('build');
  const known = idents.map(({ candidates }) => candidates.map(({ history }) => history.durationSeconds));
  const noneKnown = known.flat().every((duration) => duration === null);
  // the shortest time that a combination can be booked for
  const shortest = Math.max(...known.map((durations) => Math.min(...durations.map((duration) => duration ?? 0))));
  const duration = (noneKnown ? cost.unknownDurationSeconds : shortest) + cost.durationMarginSeconds;
  const sharing = idents.some(({ candidates }) => candidates.some(({ share }) => share !== null));
  const reuse = sharing ? Math.max(0, cost.shareReuseBonus) * idents.length : 0;
  const hosts = new Set(idents.flatMap(({ candidates }) => candidates.map(({ host }) => host)));
  const times = freeTimes(input.plan, hosts, duration);
  const age = (candidate: Candidate): number => ageOf(candidate, cost);
  const bounds = new Map(idents.map(({ candidates }) => [candidates, ageBounds(candidates, age, times)]));
  return {
    input,
    cost,
    isBuild,
    base: (isBuild ? duration + Math.min(0, cost.unknownDurationAllowanceSeconds) : 0) - reuse,
    times,
    ages: idents.map(({ candidates }) => bounds.get(candidates)!),
    byAge: idents.map(({ candidates }) => candidates.toSorted((a, b) => age(b) - age(a))),
  };
}

/** Beginnings that are looked at for a first guess, at most. */
const GUESSES = 100;

/** The cost of a combination that is likely to be good. */
function firstGuess(search: Search): number {
  const root = boundOf(search, []);
  const bounds = search.times.all.map((_, index) => ({ index, bound: root.at(index) }));
  let best = Infinity;
  for (const { index, bound } of bounds.sort((a, b) => a.bound - b.bound).slice(0, GUESSES)) {
    if (bound >= best) break;
    best = Math.min(best, costAt(search, index));
  }
  return best;
}

/** The lowest cost of some combinations that are free at a time. */
function costAt(search: Search, index: number): number {
  let best = Infinity;
  for (const wanted of [isFailed, isEquivalentFailed, () => true] as const) {
    const chosen = greedy(search, index, wanted);
    if (chosen !== null) best = Math.min(best, evaluate(search.input, chosen)?.cost ?? Infinity);
  }
  return best;
}

/** Free hosts of a kind at a time, the longest unused first; null: not enough of them. */
function greedy(search: Search, index: number, wanted: (candidate: Candidate) => boolean): Candidate[] | null {
  const isPossible = (candidate: Candidate): boolean =>
    wanted(candidate) && hasBit(search.times.bits.get(candidate.host)!, index);
  for (const first of search.byAge[0]!) {
    if (!isPossible(first)) continue;
    const chosen = [first];
    for (const candidates of search.byAge.slice(1)) {
      const next = candidates.find((candidate) => isPossible(candidate) && fits(search.input, chosen, candidate));
      if (next === undefined) break;
      chosen.push(next);
    }
    if (chosen.length === search.byAge.length) return chosen;
    if (search.input.idents.every(({ equivWanted }) => equivWanted === null)) return null;
  }
  return null;
}

/** Depth first, in order. `times`: when all that are chosen are free, as far as it can still matter. */
function descend(search: Search, chosen: readonly Candidate[], times: readonly number[], state: State): void {
  const ident = search.input.idents[chosen.length];
  if (ident === undefined) return consider(search.input, chosen, state);
  for (const candidate of ident.candidates) {
    if (!fits(search.input, chosen, candidate)) continue;
    const next = [...chosen, candidate];
    const bits = search.times.bits.get(candidate.host)!;
    const bound = boundOf(search, next);
    if (search.times.all[times[0]!]! + bound.lowest >= state.limit) continue;
    const left = times.filter((index) => hasBit(bits, index) && bound.at(index) < state.limit);
    if (left.length > 0) descend(search, next, left, state);
  }
}

/** What a combination that begins with these hosts costs at least. */
interface Bound {
  /** Beside its start, at any time. */
  readonly lowest: number;
  /** In all, at one of the times. */
  at(index: number): number;
}

function boundOf(search: Search, chosen: readonly Candidate[]): Bound {
  const { cost, base, times, isBuild } = search;
  const known = chosen.reduce((sum, candidate) => sum + ageOf(candidate, cost), 0);
  const rest = search.ages.slice(chosen.length);
  const again = Math.max(0, cost.previousFailureBonus);
  const equivalent = Math.max(0, cost.equivalentFailureFactor * cost.previousFailureBonus);
  const kinds = {
    failed: chosen.every(isFailed),
    equivalent: chosen.every(isEquivalentFailed),
    any: chosen.some(isAnyFailed),
  };
  const bonusAtMost = kinds.failed ? Math.max(again, equivalent) : kinds.equivalent ? equivalent : 0;
  const variation = (age: number): number =>
    age === Infinity ? Infinity : variationBonus(isBuild ? 0 : age, cost) - cost.maxVariationBonus;
  const sum = (bound: keyof AgeBounds, index: number): number => {
    let total = known;
    for (const ages of rest) total += ages[bound][index]!;
    return total;
  };
  return {
    lowest: base - bonusAtMost - Math.max(0, cost.maxVariationBonus),
    at: (index) => {
      let extra = variation(known + leastWithFailure(rest, index, kinds.any));
      if (!kinds.any) extra = Math.min(extra, passedVariation(sum('greatest', index), search));
      if (kinds.failed) extra = Math.min(extra, variation(sum('leastFailed', index)) - again);
      if (kinds.equivalent) extra = Math.min(extra, variation(sum('leastEquivalentFailed', index)) - equivalent);
      return times.all[index]! + base + extra;
    },
  };
}

const passedVariation = (age: number, { cost, isBuild }: Search): number =>
  age === -Infinity ? Infinity : -variationBonus(isBuild ? 0 : age, cost);

/** The smallest sum of ages of the hosts still to be chosen, the job having failed on one at least of all. */
function leastWithFailure(rest: readonly AgeBounds[], index: number, hasFailed: boolean): number {
  let sum = 0;
  let surcharge = hasFailed ? 0 : Infinity;
  for (const { least, leastAnyFailed } of rest) {
    if (least[index] === Infinity) return Infinity;
    sum += least[index]!;
    surcharge = Math.min(surcharge, leastAnyFailed[index]! - least[index]!);
  }
  return sum + surcharge;
}
