/**
 * How sure a search is when it stops: `certified` (the culprit passed a test that needs no prior), `found` (at least 99 %),
 * `suspect` (less), `no-change` (the range has no culprit), `budget` (no more tests allowed), `stopped` (by the user).
 */
export type Tier = 'found' | 'certified' | 'suspect' | 'no-change' | 'budget' | 'stopped';

/** A commit that may be the culprit. */
export interface LikelyCulprit {
  /** Index of the tree, and of the commit in its range. */
  readonly tree: number;
  readonly commit: number;
  readonly probability: number;
}

/** What a search ends with. */
export interface Conclusion {
  readonly tier: Tier;
  /** By falling probability; several where no test can tell them apart, or where the search stopped early. */
  readonly culprits: readonly LikelyCulprit[];
  /** Probability that one of `culprits` is the culprit; for `no-change` that there is none. */
  readonly probability: number;
}
