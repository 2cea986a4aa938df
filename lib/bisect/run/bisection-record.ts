import type { BisectionConclusion } from './bisection-event.ts';
import type { JournalEntry } from './journal.ts';
import type { EndCounts } from './summarise.ts';

/** The commits of one tree that were searched. */
export interface SearchedCommits {
  readonly name: string;
  readonly path: string;
  readonly good: string;
  readonly bad: string;
  /** Parents before children; the last one is the bad end. */
  readonly commits: readonly string[];
  /** In the end, for each commit. */
  readonly probabilities: readonly number[];
}

/** What a search did and found. */
export interface BisectionRecord {
  readonly conclusion: BisectionConclusion;
  /** Empty where no good end was found. */
  readonly trees: readonly SearchedCommits[];
  /** In the order of the tests; those of earlier runs of the search come first. */
  readonly tests: readonly JournalEntry[];
  readonly ends: { readonly good: EndCounts; readonly bad: EndCounts };
}
