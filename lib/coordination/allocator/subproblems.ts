import { variationBonus } from './allocation-cost.ts';
import type { Candidate } from './candidates.ts';
import type { HostSearchInput } from './combinations.ts';
import type { FreeHosts } from './free-hosts.ts';

/**
 * Combinations for which the start time and the total weight of their hosts give a lower bound of the cost.
 *
 * Every combination is in at least one subproblem. In one of its subproblems the bound is exact, but for reused shares. In
 * the others it may be higher than the cost, so that they never hide a better combination from the search.
 */
export interface Subproblem {
  /** One slot per ident. */
  readonly slots: readonly Slot[];
  /** Per ident: the demands of this ident and the later ones together. One element more: no demand. */
  readonly remaining: readonly (readonly Demand[])[];
  /** Returns the lower bound of the cost beside the start time. Grows with the total weight. */
  readonly lowerBound: (total: number) => number;
}

/** An ident to be filled from a set of hosts. */
export interface Slot {
  /** Idents with the same candidates have the same object. */
  readonly hosts: FreeHosts;
  /** Index of the ident. */
  readonly ident: number;
}

/** A number of hosts from one set; `ident` is the first ident that needs one. */
export interface Demand extends Slot {
  readonly count: number;
}

/** How the weights of hosts make the total of a combination. */
export interface Weighting {
  readonly isBuild: boolean;
  /** Returns the weight of a candidate, for subproblems in which a recently used host is preferred. */
  weightOf(candidate: Candidate): number;
  /** The total of no hosts. */
  readonly zero: number;
  add(total: number, other: number): number;
}

/** Returns the weighting of a job: for a build the longest duration counts, for a test the sum of the hosts' ages. */
export function weightingOf({ idents, recipe, cost }: HostSearchInput): Weighting {
  if (!recipe.includes('build')) {
    const sign = cost.variationScale < 0 ? -1 : 1;
    const weightOf = ({ history }: Candidate): number =>
      sign * (history.secondsSinceLastStart ?? cost.unknownAgeSeconds);
    return { isBuild: false, weightOf, zero: 0, add: (total, other) => total + other };
  }
  const durations = idents.flatMap(({ candidates }) => candidates.map(({ history }) => history.durationSeconds ?? []));
  // hosts whose durations are all unknown have an assumed duration, with an allowance if they are free now
  const assumed = cost.unknownDurationSeconds + Math.min(0, cost.unknownDurationAllowanceSeconds);
  const least = durations.flat().reduce((low, duration) => Math.min(low, duration), assumed);
  const weightOf = ({ history }: Candidate): number => history.durationSeconds ?? least;
  return { isBuild: true, weightOf, zero: -Infinity, add: (total, other) => Math.max(total, other) };
}

/** Selects the candidates of an ident that belong to a subproblem. */
export type HistoryFilter = 'failed' | 'equivalentFailed' | 'anyFailed' | 'passed' | 'all';

const isFailed = ({ history }: Candidate): boolean => history.lastStatus === 'fail';
const isEquivalentFailed = ({ history }: Candidate): boolean => history.lastStatusEquivalent === 'fail';
const isAnyFailed = (candidate: Candidate): boolean => isFailed(candidate) || isEquivalentFailed(candidate);

export const HISTORY_FILTERS: Readonly<Record<HistoryFilter, (candidate: Candidate) => boolean>> = {
  failed: isFailed,
  equivalentFailed: isEquivalentFailed,
  anyFailed: isAnyFailed,
  passed: (candidate) => !isAnyFailed(candidate),
  all: () => true,
};

/** Returns the hosts of a class for an ident; class null: of any class. */
export type FindHosts = (ident: number, equivClass: string | null, filter: HistoryFilter) => FreeHosts;

export interface SubproblemOptions {
  readonly input: HostSearchInput;
  readonly weighting: Weighting;
  /** Added to every lower bound: what no subproblem accounts for. */
  readonly base: number;
  readonly findHosts: FindHosts;
}

/** Splits a search into its subproblems; leaves out those without enough hosts. */
export function createSubproblems({ input, weighting, base, findHosts }: SubproblemOptions): Subproblem[] {
  const { wanted, classes } = classesOf(input);
  return classes.flatMap((equivClass) =>
    patternsOf(input).flatMap(({ filters, bonus }) => {
      const slots = input.idents.map(({ equivWanted }, ident): Slot => {
        return { hosts: findHosts(ident, equivWanted === wanted ? equivClass : null, filters[ident]!), ident };
      });
      const remaining = [...slots.keys(), slots.length].map((from) => demandsOf(slots.slice(from)));
      const isPossible = remaining[0]!.every(({ hosts: { candidates }, count }) => candidates.length >= count);
      return isPossible ? [{ slots, remaining, lowerBound: boundFunction(input, weighting, { bonus, base }) }] : [];
    }),
  );
}

/** Which of a combination's hosts the job failed on. */
interface FailurePattern {
  /** Per ident. */
  readonly filters: readonly HistoryFilter[];
  /** For failures; null: there are none. */
  readonly bonus: number | null;
}

/** Failed on all hosts, on equivalents of all hosts, on none; or on at least one of them or its equivalents. */
function patternsOf({ idents, cost }: HostSearchInput): FailurePattern[] {
  const forAll = (filter: HistoryFilter): HistoryFilter[] => idents.map(() => filter);
  const again = cost.previousFailureBonus;
  return [
    { filters: forAll('failed'), bonus: again },
    { filters: forAll('equivalentFailed'), bonus: cost.equivalentFailureFactor * again },
    { filters: forAll('passed'), bonus: null },
    ...[...idents.keys()].map((failed): FailurePattern => {
      return { filters: [...idents.keys()].map((ident) => (ident === failed ? 'anyFailed' : 'all')), bonus: 0 };
    }),
  ];
}

/** Returns a class name that several idents request, and the classes that their hosts can have: each has subproblems of its own. */
function classesOf({ idents }: HostSearchInput): {
  readonly wanted: string | null;
  readonly classes: (string | null)[];
} {
  const wanted = idents.map(({ equivWanted }) => equivWanted);
  const shared = wanted.find((one, index) => one !== null && wanted.indexOf(one) < index);
  if (shared === undefined) return { wanted: null, classes: [null] };
  const first = idents.find(({ equivWanted }) => equivWanted === shared)!;
  return { wanted: shared!, classes: [...new Set(first.candidates.map(({ equivClass }) => equivClass))] };
}

function demandsOf(slots: readonly Slot[]): Demand[] {
  const demands = new Map<FreeHosts, Demand>();
  for (const { hosts, ident } of slots) {
    const known = demands.get(hosts);
    demands.set(hosts, { hosts, count: (known?.count ?? 0) + 1, ident: known?.ident ?? ident });
  }
  return [...demands.values()];
}

/** Returns the lower bound as a function of the total weight. `bonus` null: hosts that were used long ago are preferred. */
function boundFunction(
  { cost }: HostSearchInput,
  { isBuild }: Weighting,
  { bonus, base }: { readonly bonus: number | null; readonly base: number },
): Subproblem['lowerBound'] {
  const sign = cost.variationScale < 0 ? -1 : 1;
  const withVariation = (variation: number): number =>
    base + (bonus === null ? -variation : variation - cost.maxVariationBonus - bonus);
  if (isBuild) return (total) => total + cost.durationMarginSeconds + withVariation(0);
  return (total) => withVariation(variationBonus(bonus === null ? -sign * total : sign * total, cost));
}
