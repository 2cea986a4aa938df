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
    byAge: idents.map(({ candidates }) => candidates.toSorted((a, b) => ageOf(b, cost) - ageOf(a, cost))),
    anyFailed: idents.map(({ candidates }) => candidates.some(isAnyFailed)),
  };
}

/** The cost of a combination that is likely to be good. */
function firstGuess(search: Search): number {
  let best = Infinity;
  for (const wanted of [isFailed, isEquivalentFailed, () => true] as const) {
    for (const time of search.times.all) {
      if (time + search.base - search.cost.previousFailureBonus - search.cost.maxVariationBonus > best) break;
      const chosen = greedy(search, time, wanted);
      if (chosen === null) continue;
      best = Math.min(best, evaluate(search.input, chosen)?.cost ?? Infinity);
      break; // later ones of the same kind are hardly better
    }
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
  search.base - bonusAtMost(search, chosen) - search.cost.maxVariationBonus;

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
  if (isBuild) return base - bonus - (couldFail(search, chosen) ? cost.maxVariationBonus : 0);
  const known = chosen.reduce((sum, candidate) => sum + ageOf(candidate, cost), 0);
  const mustFail = chosen.some(isAnyFailed);
  const asFailed = couldFail(search, chosen) ? variationBonus(known, cost) - cost.maxVariationBonus : Infinity;
  const asPassed = mustFail ? Infinity : -variationBonus(known + oldest(search, chosen, time), cost);
  return base - bonus + Math.min(asFailed, asPassed);
}

const couldFail = ({ anyFailed }: Search, chosen: readonly Candidate[]): boolean =>
  chosen.some(isAnyFailed) || anyFailed.slice(chosen.length).some(Boolean);

/** The greatest sum of ages that the hosts still to be chosen can have, if they are free at a time. */
function oldest(search: Search, chosen: readonly Candidate[], time: number): number {
  const taken = new Set(chosen.map(({ host }) => host));
  let sum = 0;
  for (let index = chosen.length; index < search.byAge.length; index++) {
    const next = search.byAge[index]!.find(
      (candidate) =>
        !taken.has(candidate.host) &&
        search.times.isFree(candidate.host, time) &&
        hasClassOf(search, chosen, index, candidate),
    );
    if (next === undefined) return -Infinity; // not at this time
    sum += ageOf(next, search.cost);
    taken.add(next.host);
  }
  return sum;
}

function hasClassOf(search: Search, chosen: readonly Candidate[], index: number, candidate: Candidate): boolean {
  const wanted = search.input.idents[index]!.equivWanted;
  if (wanted === null) return true;
  return chosen.every(
    (other, at) => search.input.idents[at]!.equivWanted !== wanted || other.equivClass === candidate.equivClass,
  );
}
