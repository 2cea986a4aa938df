import { variationBonus, type CostCoefficients } from './allocation-cost.ts';
import { freeTimes, type FreeTimes } from './free-times.ts';
import type { Candidate, Choice } from './candidates.ts';
import { evaluate, fits, type ChooseInput } from './choose-hosts.ts';

/** Costs that differ by less are the same: sums in another order differ in their last digits. */
const EPSILON = 1e-6;

/**
 * The cheapest combination of hosts; of equal ones the first in the order of idents and candidates. null: none is possible.
 *
 * Finds what looking at all combinations would find, without doing so: a combination's cost is bounded from below by when
 * its hosts can be free together and by how long ago the best ones were used, and what can't be better is not looked at.
 */
export function searchHosts(input: ChooseInput): Choice | null {
  if (input.idents.some(({ candidates }) => candidates.length === 0)) return null;
  const search = prepare(input);
  const limit = firstGuess(search);
  const state: { best: Choice | null; limit: number } = { best: null, limit: limit + EPSILON };
  descend(search, [], search.times.all, state);
  return state.best;
}

interface Search {
  readonly input: ChooseInput;
  readonly cost: CostCoefficients;
  readonly isBuild: boolean;
  /** What every combination costs beside its start, its failures and its ages, at least. */
  readonly base: number;
  readonly times: FreeTimes;
  /** Per ident: candidates, longest unused first. */
  readonly byAge: readonly (readonly Candidate[])[];
  readonly failedByAge: readonly (readonly Candidate[])[];
  readonly anyFailed: readonly boolean[];
}

const ageOf = ({ history }: Candidate, cost: CostCoefficients): number =>
  history.secondsSinceLastStart ?? cost.unknownAgeSeconds;
const isFailed = ({ history }: Candidate): boolean => history.lastStatus === 'fail';
const isEquivalentFailed = ({ history }: Candidate): boolean => history.lastStatusEquivalent === 'fail';
const isAnyFailed = (candidate: Candidate): boolean => isFailed(candidate) || isEquivalentFailed(candidate);

function prepare(input: ChooseInput): Search {
  const { cost, idents } = input;
  const isBuild = input.recipe.includes('build');
  const durations = idents.flatMap(({ candidates }) => candidates.map(({ history }) => history.durationSeconds));
  const noneKnown = durations.every((duration) => duration === null);
  // the shortest that a combination can be booked for
  const shortest = Math.max(
    ...idents.map(({ candidates }) => Math.min(...candidates.map(({ history }) => history.durationSeconds ?? 0))),
  );
  const duration = (noneKnown ? cost.unknownDurationSeconds : shortest) + cost.durationMarginSeconds;
  const sharing = idents.some(({ candidates }) => candidates.some(({ share }) => share !== null));
  const reuse = sharing ? Math.max(0, cost.shareReuseBonus) * idents.length : 0;
  const allowance = Math.min(0, cost.unknownDurationAllowanceSeconds);
  const byAge = idents.map(({ candidates }) => candidates.toSorted((a, b) => ageOf(b, cost) - ageOf(a, cost)));
  return {
    input,
    cost,
    isBuild,
    base: (isBuild ? duration + allowance : 0) - reuse,
    times: freeTimes(
      input.plan,
      new Set(idents.flatMap(({ candidates }) => candidates.map(({ host }) => host))),
      duration,
    ),
    byAge,
    failedByAge: byAge.map((candidates) => candidates.filter(isAnyFailed)),
    anyFailed: idents.map(({ candidates }) => candidates.some(isAnyFailed)),
  };
}

/** Beginnings that are looked at for a first guess, at most. */
const GUESSES = 200;

/** The cost of a combination that is likely to be good. */
function firstGuess(search: Search): number {
  let best = Infinity;
  const lowest = lowestExtra(search, []);
  const bounds: { time: number; bound: number }[] = [];
  for (const time of search.times.all) {
    if (time + lowest > best) break;
    const bound = time + extraAt(search, [], time);
    if (bound < best) bounds.push({ time, bound });
    if (best === Infinity) best = costAt(search, time);
  }
  for (const { time, bound } of bounds.sort((a, b) => a.bound - b.bound).slice(0, GUESSES)) {
    if (bound >= best) break;
    best = Math.min(best, costAt(search, time));
  }
  return best;
}

/** The lowest cost of some combinations that are free at a time. */
function costAt(search: Search, time: number): number {
  let best = Infinity;
  for (const wanted of [isFailed, isEquivalentFailed, () => true] as const) {
    const chosen = greedy(search, time, wanted);
    if (chosen !== null) best = Math.min(best, evaluate(search.input, chosen)?.cost ?? Infinity);
  }
  return best;
}

/** Free hosts of a kind at a time, the longest unused first; null: not enough of them. */
function greedy(search: Search, time: number, wanted: (candidate: Candidate) => boolean): Candidate[] | null {
  for (const first of search.byAge[0]!) {
    if (!wanted(first) || !search.times.isFree(first.host, time)) continue;
    const chosen = [first];
    for (const candidates of search.byAge.slice(1)) {
      const next = candidates.find(
        (candidate) =>
          wanted(candidate) && search.times.isFree(candidate.host, time) && fits(search.input, chosen, candidate),
      );
      if (next === undefined) break;
      chosen.push(next);
    }
    if (chosen.length === search.byAge.length) return chosen;
    if (search.input.idents.every(({ equivWanted }) => equivWanted === null)) return null;
  }
  return null;
}

/** Depth first, in order. `times`: those at which all that are chosen are free, as far as they can still matter. */
function descend(
  search: Search,
  chosen: readonly Candidate[],
  times: readonly number[],
  state: { best: Choice | null; limit: number },
): void {
  const ident = search.input.idents[chosen.length];
  if (ident === undefined) {
    const found = evaluate(search.input, chosen);
    if (found === null || found.cost >= state.limit) return;
    state.best = found;
    state.limit = found.cost - EPSILON; // of equal ones the first wins
    return;
  }
  for (const candidate of ident.candidates) {
    if (!fits(search.input, chosen, candidate)) continue;
    const next = [...chosen, candidate];
    const left = timesLeft(search, next, times, state.limit);
    if (left.length > 0) descend(search, next, left, state);
  }
}

/** The times at which a combination that begins with these hosts can still be cheaper than the limit. */
function timesLeft(search: Search, chosen: readonly Candidate[], times: readonly number[], limit: number): number[] {
  const left: number[] = [];
  const cheapest = lowestExtra(search, chosen);
  const added = chosen.at(-1)!.host;
  for (const time of times) {
    if (time + cheapest >= limit) break;
    if (search.times.isFree(added, time) && time + extraAt(search, chosen, time) < limit) left.push(time);
  }
  return left;
}

/** The same as {@link extraAt}, at any time. */
const lowestExtra = (search: Search, chosen: readonly Candidate[]): number =>
  search.base - bonusAtMost(search, chosen) - Math.max(0, search.cost.maxVariationBonus);

function bonusAtMost({ cost, anyFailed }: Search, chosen: readonly Candidate[]): number {
  if (anyFailed.slice(chosen.length).some((any) => !any)) return 0;
  if (chosen.every(isFailed)) return Math.max(0, cost.previousFailureBonus);
  if (chosen.every(isEquivalentFailed)) return Math.max(0, cost.equivalentFailureFactor * cost.previousFailureBonus);
  return 0;
}

/** What a combination that begins with these hosts costs at least beside its start, if it starts at `time`. */
function extraAt(search: Search, chosen: readonly Candidate[], time: number): number {
  const { cost, base, isBuild } = search;
  const bonus = bonusAtMost(search, chosen);
  const mustFail = chosen.some(isAnyFailed);
  const couldFail = mustFail || search.anyFailed.slice(chosen.length).some(Boolean);
  if (isBuild) return base - bonus - (couldFail ? Math.max(0, cost.maxVariationBonus) : 0);
  const known = chosen.reduce((sum, candidate) => sum + ageOf(candidate, cost), 0);
  const asFailed = couldFail
    ? variationBonus(known + youngest(search, chosen, time, mustFail), cost) - cost.maxVariationBonus
    : Infinity;
  const asPassed = mustFail ? Infinity : -variationBonus(known + oldest(search, chosen, time), cost);
  return base - bonus + Math.min(asFailed, asPassed);
}

const isPossible = (search: Search, chosen: readonly Candidate[], index: number, time: number) => (next: Candidate) =>
  search.times.isFree(next.host, time) &&
  chosen.every((other) => other.host !== next.host) &&
  hasClassOf(search, chosen, index, next);

/** The greatest sum of ages that the hosts still to be chosen can have, if they are free at a time; -Infinity: they are not. */
function oldest(search: Search, chosen: readonly Candidate[], time: number): number {
  const count = search.byAge.length - chosen.length;
  const different = new Map<string, number>();
  let sum = 0;
  for (let index = chosen.length; index < search.byAge.length; index++) {
    const tops = firstOf(search.byAge[index]!, count, isPossible(search, chosen, index, time));
    if (tops.length === 0) return -Infinity;
    sum += ageOf(tops[0]!, search.cost);
    for (const candidate of tops) {
      different.set(candidate.host, Math.max(ageOf(candidate, search.cost), different.get(candidate.host) ?? 0));
    }
  }
  // no two idents get the same host
  const ages = [...different.values()].sort((a, b) => b - a).slice(0, count);
  return Math.min(
    sum,
    ages.reduce((total, age) => total + age, 0),
  );
}

/** The smallest sum of ages, at least one of the hosts having failed: one of those chosen, or (`mustFail` false) one to come. */
function youngest(search: Search, chosen: readonly Candidate[], time: number, mustFail: boolean): number {
  let sum = 0;
  let surcharge = mustFail ? 0 : Infinity;
  for (let index = chosen.length; index < search.byAge.length; index++) {
    const possible = isPossible(search, chosen, index, time);
    const least = search.byAge[index]!.findLast(possible);
    if (least === undefined) return Infinity;
    const age = ageOf(least, search.cost);
    sum += age;
    if (surcharge === 0 || !search.anyFailed[index]) continue;
    const failed = search.failedByAge[index]!.findLast(possible);
    if (failed !== undefined) surcharge = Math.min(surcharge, ageOf(failed, search.cost) - age);
  }
  return sum + surcharge;
}

function firstOf(
  candidates: readonly Candidate[],
  count: number,
  test: (candidate: Candidate) => boolean,
): Candidate[] {
  const found: Candidate[] = [];
  for (const candidate of candidates) {
    if (test(candidate) && found.push(candidate) === count) break;
  }
  return found;
}

function hasClassOf(search: Search, chosen: readonly Candidate[], index: number, candidate: Candidate): boolean {
  const wanted = search.input.idents[index]!.equivWanted;
  if (wanted === null) return true;
  return chosen.every(
    (other, at) => search.input.idents[at]!.equivWanted !== wanted || other.equivClass === candidate.equivClass,
  );
}
