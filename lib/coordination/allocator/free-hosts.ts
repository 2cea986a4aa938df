import type { Plan } from '../plan/plan-types.ts';
import type { Candidate } from './candidates.ts';

/** A time without bookings on a host that is long enough for the job. Seconds from the plan's Start. */
export interface Gap {
  readonly start: number;
  readonly end: number;
}

/** Returns the gaps of at least `needSeconds` in a candidate's bookings. Ignores the wear of shares. */
export function findGaps(plan: Plan, candidate: Candidate, needSeconds: number): Gap[] {
  const gaps: Gap[] = [];
  const events = plan.Events[`host ${candidate.host}`] ?? [];
  let start = 0;
  const add = (end: number): void => {
    if (end - start >= needSeconds) gaps.push({ start, end });
  };
  for (let index = 0; index < events.length; index++) {
    const { Avail, Share, Time } = events[index]!;
    if (Number(Avail) > 0 && (Share === undefined || canJoin(Share, candidate))) continue;
    add(Number(Time));
    start = index + 1 < events.length ? Math.max(start, Number(events[index + 1]!.Time)) : Infinity;
  }
  if (start !== Infinity) add(Infinity);
  return gaps;
}

/** Returns whether a candidate may join a share. */
export const canJoin = (
  { Type, Shares }: { readonly Type: string; readonly Shares: number | string },
  { share }: Candidate,
): boolean => share !== null && share.type === Type && share.maxTasks === Number(Shares);

/** Candidates of an ident in ascending order of weight, and which of them are free at the time of the search. */
export interface FreeHosts {
  readonly candidates: readonly Candidate[];
  /** What each adds to the total of a combination; ascending. */
  readonly weights: Float64Array;
  /** How long each must be free at least, in seconds. */
  readonly needs: Float64Array;
  /** Indexes of `candidates` in the ident's order of preference. */
  readonly byPreference: Uint32Array;
  /** One bit per candidate: it is free. A candidate whose gap has become too short may still have its bit. */
  readonly bits: Uint32Array;
  /** The end of the gap in which each is free. */
  readonly until: Float64Array;
}

/** A candidate with its index among those of its ident. */
export interface WeightedCandidate {
  readonly candidate: Candidate;
  readonly index: number;
  readonly weight: number;
  readonly needSeconds: number;
}

/** Creates the set of free hosts for some candidates; none of them is free. */
export function createFreeHosts(weighted: readonly WeightedCandidate[]): FreeHosts {
  const sorted = weighted.toSorted((a, b) => a.weight - b.weight || a.index - b.index);
  return {
    candidates: sorted.map(({ candidate }) => candidate),
    weights: Float64Array.from(sorted, ({ weight }) => weight),
    needs: Float64Array.from(sorted, ({ needSeconds }) => needSeconds),
    byPreference: Uint32Array.from([...sorted.keys()].sort((a, b) => sorted[a]!.index - sorted[b]!.index)),
    bits: new Uint32Array((sorted.length + 31) >> 5),
    until: new Float64Array(sorted.length),
  };
}

/** Marks the host at an index as free until the end of its gap. */
export function setFree({ bits, until }: FreeHosts, place: number, endsAt: number): void {
  bits[place >> 5]! |= 1 << (place & 31);
  until[place] = endsAt;
}

/** Returns whether the host at an index is free at a time for as long as it must be. */
export const isFree = ({ bits, until, needs }: FreeHosts, place: number, time: number): boolean =>
  (bits[place >> 5]! & (1 << (place & 31))) !== 0 && time + needs[place]! <= until[place]!;

/** Returns the first index, starting at `from`, of a host that is free at a time; -1: none. Times must not decrease. */
export function nextFree(hosts: FreeHosts, from: number, time: number): number {
  const { bits } = hosts;
  let left = from >> 5 < bits.length ? bits[from >> 5]! & (-1 << (from & 31)) : 0;
  for (let word = from >> 5; word < bits.length; left = bits[++word]!) {
    while (left !== 0) {
      const place = word * 32 + 31 - Math.clz32(left & -left);
      if (isFree(hosts, place, time)) return place;
      bits[word]! &= ~(1 << (place & 31));
      left &= left - 1;
    }
  }
  return -1;
}
