import type { Evidence } from './search-graph.ts';

/** Something of the search's report, in the order in which it is written. */
export type SearchEvent =
  | { readonly kind: 'line'; readonly text: string }
  | ({ readonly kind: 'conflict' } & Conflict)
  | ({ readonly kind: 'found' } & Culprit)
  | { readonly kind: 'not-identified' }
  | { readonly kind: 'inconsistent' };

/** Results of one tuple that do not fit together. */
export interface Conflict {
  /** What the tuple was thought to be: `basis pass`, `basis failure`, `last pass` or `first failure`. */
  readonly what: string;
  readonly description: string;
  readonly tuple: number;
  readonly evidence: readonly Evidence[];
}

/** A failure directly above passes, each of them reproduced three times. */
export interface Culprit {
  readonly firstFailure: number;
  readonly lastPasses: readonly number[];
  /** The flight that reproduced the failure last. */
  readonly lastFailure: number;
}

/** What a step of the search came to. */
export interface SearchOutcome {
  readonly events: readonly SearchEvent[];
  /** The tuple to test; null: none. */
  readonly chosen: number | null;
  /** 4: complete, 8: inconclusive, 12: inconsistent, 16: not reproducible; 0: there is a tuple to test. */
  readonly exitCode: 0 | 4 | 8 | 12 | 16;
  /** The first flight that was used in any reproduction; 0: none. */
  readonly firstUsed: number;
  /** Tuples that the picture marks: to be tested, found, or in conflict. */
  readonly marked: readonly number[];
}
