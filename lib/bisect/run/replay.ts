import { GOOD_END, type Lattice, type Point } from '../lattice/point.ts';
import { recordOutcome } from '../model/record-outcome.ts';
import { startSearch, type SearchState } from '../model/search-state.ts';
import type { SearchSettings } from '../model/search-settings.ts';
import type { JournalEntry } from './journal.ts';

/** Finds the point of a tuple; null: it is not in the lattice. */
export type FindPoint = (revisions: readonly string[]) => Point | null;

/** Prepares the search for points. */
export function indexPoints(lattice: Lattice, goodEnds: readonly string[]): FindPoint {
  const indices = lattice.map(({ commits }) => new Map(commits.map((revision, index) => [revision, index])));
  return (revisions) => {
    const point = revisions.map((revision, tree) =>
      revision === goodEnds[tree] ? GOOD_END : (indices[tree]?.get(revision) ?? null),
    );
    return point.every((node) => node !== null) ? point : null;
  };
}

/** What a search knows after the tests of a journal. Those outside the lattice are left out. */
export function replay(
  entries: readonly JournalEntry[],
  {
    lattice,
    settings,
    findPoint,
  }: { readonly lattice: Lattice; readonly settings: SearchSettings; readonly findPoint: FindPoint },
): SearchState {
  let state = startSearch();
  for (const { revisions, outcome, attempts } of entries) {
    const point = findPoint(revisions);
    if (point !== null)
      state = { ...recordOutcome(state, { point, outcome }, { lattice, settings }), attempts: attempts ?? 0 };
  }
  return state;
}
