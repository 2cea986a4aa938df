import type { Plan } from '../plan/plan-types.ts';
import type { CostCoefficients } from './allocation-cost.ts';
import type { Candidate, IdentCandidates } from './candidates.ts';
import type { HostSearchInput } from './combinations.ts';
import { createFreeHosts, findGaps, type FreeHosts } from './free-hosts.ts';
import { HISTORY_FILTERS, type FindHosts, type HistoryFilter, type Weighting } from './subproblems.ts';

/** A moment at which a candidate becomes free. */
export interface Release {
  /** Seconds from the plan's Start. */
  readonly time: number;
  /** When the host is booked again. */
  readonly until: number;
  /** Its indexes in the sets of hosts that contain it. */
  readonly places: readonly Place[];
}

interface Place {
  readonly hosts: FreeHosts;
  readonly place: number;
}

/** The candidates of a job's idents by class and filter, and when they become free. */
export interface HostPools {
  readonly find: FindHosts;
  /** Returns the releases of the hosts in the used sets, ordered by time. */
  releases(isUsed: (hosts: FreeHosts) => boolean): Release[];
}

/** Creates the sets of hosts that the subproblems of a search share. */
export function createPools(input: HostSearchInput, weighting: Weighting): HostPools {
  const { idents, plan, cost } = input;
  const firsts = idents.map((ident) => idents.findIndex((other) => isSame(ident, other)));
  const needOf = createNeed(idents, cost);
  const pools = new Map<string, FreeHosts>();
  const places = new Map<Candidate, Place[]>();
  const create = (candidates: readonly Candidate[], filter: HistoryFilter): FreeHosts => {
    const sign = filter === 'passed' && !weighting.isBuild ? -1 : 1;
    const weighted = candidates.map((candidate, index) => {
      return { candidate, index, weight: sign * weighting.weightOf(candidate), needSeconds: needOf(candidate) };
    });
    const hosts = createFreeHosts(weighted);
    for (const [place, candidate] of hosts.candidates.entries()) {
      const known = places.get(candidate);
      if (known === undefined) places.set(candidate, [{ hosts, place }]);
      else known.push({ hosts, place });
    }
    return hosts;
  };
  return {
    find: (ident, equivClass, filter) => {
      const first = firsts[ident]!;
      const key = `${first} ${filter} ${equivClass}`;
      const isIn = (candidate: Candidate): boolean =>
        HISTORY_FILTERS[filter](candidate) && (equivClass === null || candidate.equivClass === equivClass);
      const hosts = pools.get(key) ?? create(idents[first]!.candidates.filter(isIn), filter);
      pools.set(key, hosts);
      return hosts;
    },
    releases: (isUsed) =>
      [...places]
        .flatMap(([candidate, all]) => {
          const used = all.filter(({ hosts }) => isUsed(hosts));
          return used.length === 0 ? [] : releasesOf(plan, candidate, needOf(candidate), used);
        })
        .sort((a, b) => a.time - b.time),
  };
}

const releasesOf = (plan: Plan, candidate: Candidate, needSeconds: number, places: readonly Place[]): Release[] =>
  findGaps(plan, candidate, needSeconds).map(({ start, end }) => ({ time: start, until: end, places }));

/** Returns how long a candidate must be free at least in any combination. */
function createNeed(idents: readonly IdentCandidates[], cost: CostCoefficients): (candidate: Candidate) => number {
  const durations = idents.map(({ candidates }) => candidates.map(({ history }) => history.durationSeconds));
  if (durations.flat().every((duration) => duration === null)) {
    return () => cost.unknownDurationSeconds + cost.durationMarginSeconds;
  }
  const least = durations.map((some) => some.reduce<number>((low, duration) => Math.min(low, duration ?? 0), Infinity));
  const longest = Math.max(...least);
  return ({ history }) => Math.max(history.durationSeconds ?? 0, longest) + cost.durationMarginSeconds;
}

/** Returns whether two idents have the same candidates, so that their hosts are interchangeable. */
function isSame(a: IdentCandidates, b: IdentCandidates): boolean {
  if (a.equivWanted !== b.equivWanted || a.candidates.length !== b.candidates.length) return false;
  return (
    a.candidates === b.candidates || a.candidates.every((one, index) => isSameCandidate(one, b.candidates[index]!))
  );
}

const isSameCandidate = (a: Candidate, b: Candidate): boolean =>
  a.host === b.host &&
  a.equivClass === b.equivClass &&
  a.history.durationSeconds === b.history.durationSeconds &&
  a.history.secondsSinceLastStart === b.history.secondsSinceLastStart &&
  a.history.lastStatus === b.history.lastStatus &&
  a.history.lastStatusEquivalent === b.history.lastStatusEquivalent &&
  a.share?.type === b.share?.type &&
  a.share?.maxTasks === b.share?.maxTasks &&
  a.share?.maxWear === b.share?.maxWear;
