/** What is left to do of a flight. Durations in milliseconds; null: not known. */
export interface RemainingWork {
  readonly nowMs: number;
  /** How many jobs run at once. */
  readonly places: number;
  readonly running: readonly { readonly sinceMs: number; readonly expectedMs: number | null }[];
  /** In the order in which they are started. */
  readonly waiting: readonly (number | null)[];
}

/** When a flight is expected to end. */
export interface ExpectedEnd {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** Jobs of which nothing is known; they count as nothing. */
  readonly unknown: number;
}

/** Plays what is left through: whoever is free first takes the next job. null: nothing is known of any job. */
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

/** For people: `expected end 14:20 UTC (2 jobs have never run)`. */
export function describeEnd(end: ExpectedEnd | null): string {
  if (end === null) return 'expected end not known: nothing like it has run';
  const more = end.unknown === 0 ? '' : ` (nothing is known of ${end.unknown} job${end.unknown === 1 ? '' : 's'})`;
  return `expected end ${new Date(end.atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC${more}`;
}
