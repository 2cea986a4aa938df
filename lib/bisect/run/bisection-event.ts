import type { Tier } from '../model/conclusion.ts';
import type { Forecast } from '../model/forecast.ts';
import type { Outcome } from '../model/record-outcome.ts';

/** TestedRevisions by tree name. */
export type TestedRevisions = Readonly<Record<string, string>>;

/** A commit with how likely it is the culprit. */
export interface LikelyCommit {
  readonly tree: string;
  readonly revision: string;
  readonly probability: number;
}

/** A range of commits of one tree, oldest first, as it is searched. */
export interface SearchedRange {
  readonly tree: string;
  readonly good: string | null;
  readonly bad: string;
  readonly commits: number;
}

/** What happens in a search; `osstest bisect run --json` prints each as a line. */
export type BisectionEvent =
  | {
      readonly kind: 'started';
      readonly ranges: readonly SearchedRange[];
      readonly folder: string;
      readonly resumedTests: number;
    }
  | { readonly kind: 'note'; readonly text: string }
  | {
      readonly kind: 'build';
      readonly revisions: TestedRevisions;
      readonly ok: boolean;
      readonly seconds: number;
      readonly log: string;
    }
  | {
      readonly kind: 'test';
      /** From 1. */
      readonly number: number;
      readonly revisions: TestedRevisions;
      readonly outcome: Outcome;
      readonly exitCode: number | null;
      readonly seconds: number;
      /** The last lines of a failure, without what differs from run to run. */
      readonly signature: string | null;
      readonly log: string;
    }
  | {
      readonly kind: 'progress';
      readonly tests: number;
      readonly builds: number;
      readonly running: number;
      /** The likeliest commits, by falling probability. */
      readonly likeliest: readonly LikelyCommit[];
      readonly noChange: number;
      /** For each tree: probability of each of up to 60 equal parts of its range, oldest first. */
      readonly mass: Readonly<Record<string, readonly number[]>>;
      readonly forecast: Forecast;
    }
  | BisectionConclusion;

/** The last event. */
export interface BisectionConclusion {
  readonly kind: 'conclusion';
  readonly tier: Tier;
  readonly culprits: readonly LikelyCommit[];
  /** Probability that one of `culprits` is the culprit; for `no-change` that there is none. */
  readonly probability: number;
  readonly tests: number;
  readonly builds: number;
  readonly wallSeconds: number;
  /** The result in one sentence. */
  readonly summary: string;
}
