import { variationBonus } from './allocation-cost.ts';
import type { Candidate } from './candidates.ts';
import type { ChooseInput } from './choose-hosts.ts';
import type { FreeHosts } from './free-hosts.ts';

/**
 * Combinations whose cost follows from when they begin and from one figure, the total of their hosts' weights. A
 * combination is in one family at least; of those it is in, none says less than it costs but the one that says it exactly.
 */
export interface Family {
  /** Per ident; of two that look for the same hosts, the same object. */
  readonly hosts: readonly FreeHosts[];
  /** Per ident: what it and those behind it look for together; one more, nothing. */
  readonly rest: readonly (readonly Lookout[])[];
  /** Beside the start. Grows with the total. */
  readonly costOf: (total: number) => number;
}

/** So many of some hosts. */
export interface Lookout {
  readonly hosts: FreeHosts;
  readonly count: number;
  /** The first ident that wants one. */
  readonly ident: number;
}

/** How hosts make a total. */
export interface Sum {
  readonly isBuild: boolean;
  /** Of a candidate, where one that has been used a short time ago is the better one. */
  weightOf(candidate: Candidate): number;
  readonly nothing: number;
  add(total: number, other: number): number;
}

/** Of a build the longest duration counts, of a test the sum of the ages of the last starts. */
export function sumOf({ idents, recipe, cost }: ChooseInput): Sum {
  if (!recipe.includes('build')) {
    const sign = cost.variationScale < 0 ? -1 : 1;
    const weightOf = ({ history }: Candidate): number =>
      sign * (history.secondsSinceLastStart ?? cost.unknownAgeSeconds);
    return { isBuild: false, weightOf, nothing: 0, add: (total, other) => total + other };
  }
  const durations = idents.flatMap(({ candidates }) => candidates.map(({ history }) => history.durationSeconds ?? []));
  // of hosts whose durations are all unknown another one is assumed, and something is taken off if they are free now
  const assumed = cost.unknownDurationSeconds + Math.min(0, cost.unknownDurationAllowanceSeconds);
  const least = durations.flat().reduce((low, duration) => Math.min(low, duration), assumed);
  const weightOf = ({ history }: Candidate): number => history.durationSeconds ?? least;
  return { isBuild: true, weightOf, nothing: -Infinity, add: (total, other) => Math.max(total, other) };
}

/** Which candidates of an ident are in a family. */
export type Filter = 'failed' | 'equivalentFailed' | 'anyFailed' | 'passed' | 'all';

const isFailed = ({ history }: Candidate): boolean => history.lastStatus === 'fail';
const isEquivalentFailed = ({ history }: Candidate): boolean => history.lastStatusEquivalent === 'fail';
const isAnyFailed = (candidate: Candidate): boolean => isFailed(candidate) || isEquivalentFailed(candidate);

export const FILTERS: Readonly<Record<Filter, (candidate: Candidate) => boolean>> = {
  failed: isFailed,
  equivalentFailed: isEquivalentFailed,
  anyFailed: isAnyFailed,
  passed: (candidate) => !isAnyFailed(candidate),
  all: () => true,
};

/** The hosts that an ident looks for, of a class; null: of any. */
export type FindHosts = (ident: number, equivClass: string | null, filter: Filter) => FreeHosts;

/** All families. `base`: what each combination costs at least beside what a family knows of. */
export function makeFamilies(input: ChooseInput, sum: Sum, base: number, findHosts: FindHosts): Family[] {
  const { wanted, classes } = classesOf(input);
  return classes.flatMap((equivClass) =>
    kindsOf(input).flatMap(({ filters, bonus }) => {
      const hosts = input.idents.map(({ equivWanted }, ident) =>
        findHosts(ident, equivWanted === wanted ? equivClass : null, filters[ident]!),
      );
      const rest = [...hosts.keys(), hosts.length].map((from) => lookoutsFrom(hosts, from));
      const isPossible = rest[0]!.every(({ hosts: { candidates }, count }) => candidates.length >= count);
      return isPossible ? [{ hosts, rest, costOf: costFunction(input, sum, bonus, base) }] : [];
    }),
  );
}

/** What the combinations of a family have in common. */
interface Kind {
  /** Per ident. */
  readonly filters: readonly Filter[];
  /** For failures; null: there are none. */
  readonly bonus: number | null;
}

/** The job failed on all of the hosts, on the like of all of them, on none; or on one of them, or its like, at least. */
function kindsOf({ idents, cost }: ChooseInput): Kind[] {
  const forAll = (filter: Filter): Filter[] => idents.map(() => filter);
  const again = cost.previousFailureBonus;
  return [
    { filters: forAll('failed'), bonus: again },
    { filters: forAll('equivalentFailed'), bonus: cost.equivalentFailureFactor * again },
    { filters: forAll('passed'), bonus: null },
    ...[...idents.keys()].map((failed): Kind => {
      return { filters: [...idents.keys()].map((ident) => (ident === failed ? 'anyFailed' : 'all')), bonus: 0 };
    }),
  ];
}

/** The class that most idents share decides first: its combinations are in families of their own. */
function classesOf({ idents }: ChooseInput): { readonly wanted: string | null; readonly classes: (string | null)[] } {
  const wanted = idents.map(({ equivWanted }) => equivWanted);
  const shared = wanted.find((one, index) => one !== null && wanted.indexOf(one) < index);
  if (shared === undefined) return { wanted: null, classes: [null] };
  const first = idents.find(({ equivWanted }) => equivWanted === shared)!;
  return { wanted: shared!, classes: [...new Set(first.candidates.map(({ equivClass }) => equivClass))] };
}

function lookoutsFrom(hosts: readonly FreeHosts[], from: number): Lookout[] {
  const lookouts = new Map<FreeHosts, Lookout>();
  for (let ident = from; ident < hosts.length; ident++) {
    const one = hosts[ident]!;
    const known = lookouts.get(one);
    lookouts.set(one, { hosts: one, count: (known?.count ?? 0) + 1, ident: known?.ident ?? ident });
  }
  return [...lookouts.values()];
}

/** What a total costs. `bonus`: for failures; null: there are none, and hosts that were used long ago are better. */
function costFunction({ cost }: ChooseInput, { isBuild }: Sum, bonus: number | null, base: number): Family['costOf'] {
  const sign = cost.variationScale < 0 ? -1 : 1;
  const withVariation = (variation: number): number =>
    base + (bonus === null ? -variation : variation - cost.maxVariationBonus - bonus);
  if (isBuild) return (total) => total + cost.durationMarginSeconds + withVariation(0);
  return (total) => withVariation(variationBonus(bonus === null ? -sign * total : sign * total, cost));
}
