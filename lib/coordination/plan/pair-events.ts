import type { StoredEvent } from './plan-document.ts';

/** Pairs each Start of a resource's use with its End; null: it has none. */
export function pairEvents(events: readonly StoredEvent[]): [StoredEvent, StoredEvent | null][] {
  const ends = events.filter(({ Type }) => Type === 'End');
  return events
    .filter(({ Type }) => Type === 'Start')
    .map((start) => {
      const index = ends.findIndex((end) => end.Time >= start.Time && isSameUse(start, end));
      return [start, index < 0 ? null : ends.splice(index, 1)[0]!];
    });
}

const isSameUse = (a: StoredEvent, b: StoredEvent): boolean =>
  a.Info === b.Info && a.Allocated?.Shareix === b.Allocated?.Shareix && a.Allocated?.Task === b.Allocated?.Task;
