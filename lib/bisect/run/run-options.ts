import type { BisectionEvent } from './bisection-event.ts';

/** A repository whose commits are searched. */
export interface SearchedTree {
  /** Names it in the environment and the report. */
  readonly name: string;
  readonly path: string;
  /** null: unknown. Only the first tree's; a tree with neither end is tested as its HEAD is. */
  readonly good: string | null;
  /** null: HEAD. */
  readonly bad: string | null;
}

export interface RunBisectionOptions {
  /** The first one is where the commands run. */
  readonly trees: readonly SearchedTree[];
  /** Command line for `sh -c` that builds a tuple; null: nothing is built. */
  readonly build: string | null;
  /** Program and arguments of the test. */
  readonly command: readonly string[];
  /** Tests at the same time. */
  readonly jobs: number;
  /** The most times that one visit of a tuple repeats the test. */
  readonly repeats: number | 'auto';
  readonly confidence: number;
  /** Whether the culprit has to pass a certificate. */
  readonly certified: boolean;
  /** Plain bisection. */
  readonly classic: boolean;
  /** How long the search may take; null: as long as it needs. */
  readonly budgetMs: number | null;
  /** How long one test may take before it is stopped and counts as failed; null: for ever. */
  readonly timeoutMs: number | null;
  /** Only failures whose output this matches are the failure that is sought; null: all. */
  readonly failure: RegExp | null;
  /** Where worktrees, logs and the state are. */
  readonly folder: string;
  /** Tuples whose build is kept, beside those under test. */
  readonly keptBuilds: number;
  /** The environment of the commands. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results of an earlier run with the same trees and commands are used. */
  readonly resume: boolean;
  readonly seed: number;
  /** Called with each event of the search, in order. */
  readonly onEvent: (event: BisectionEvent) => void;
  readonly signal?: AbortSignal | undefined;
}
