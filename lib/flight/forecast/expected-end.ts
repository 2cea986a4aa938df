import { formatMinute } from '../../util/format-time.ts';

/** The remaining work of a flight. Durations in milliseconds; null: not known. */
export interface RemainingWork {
  readonly nowMs: number;
  /** Maximum of parallel jobs. */
  readonly places: number;
  readonly running: readonly { readonly sinceMs: number; readonly expectedMs: number | null }[];
  /** Durations of the waiting jobs, in the order of their start. */
  readonly waiting: readonly (number | null)[];
}

/** The expected end of a flight. */
export interface ExpectedEnd {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** Number of jobs of unknown duration; they count with a duration of 0. */
  readonly unknown: number;
}

/** Returns the expected end: each free place takes the next waiting job. null: no duration is known. */
export function expectedEnd({ nowMs, places, running, waiting }: RemainingWork): ExpectedEnd | null {
  const all = [...running.map(({ expectedMs }) => expectedMs), ...waiting];
  const unknown = all.filter((ms) => ms === null).length;
  if (unknown === all.length) return null;
  const ends = running.map(({ sinceMs, expectedMs }) => Math.max(nowMs, sinceMs + (expectedMs ?? 0)));
  while (ends.length < places) ends.push(nowMs);
  for (const durationMs of waiting) {
    const first = ends.indexOf(Math.min(...ends));
    ends[first] = ends[first]! + (durationMs ?? 0);
  }
  return { atMs: Math.max(...ends), unknown };
}

/** Formats an expected end for people: `expected end 2026-11-23 14:20 UTC (duration of 2 jobs unknown)`. */
export function describeEnd(end: ExpectedEnd | null): string {
  if (end === null) return 'expected end unknown: no job of this flight has run before';
  const more = end.unknown === 0 ? '' : ` (duration of ${end.unknown} job${end.unknown === 1 ? '' : 's'} unknown)`;
  return `expected end ${formatMinute(end.atMs)}${more}`;
}
