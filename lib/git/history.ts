/**
 * Commits with their parents and dates, in columns: a million commits take 60 MB.
 *
 * A commit is a number from 0 up. Listed commits and parents outside the list share the numbers, in no fixed order.
 */
export interface History {
  /** The number of commits: the listed commits, and the parents outside the list. */
  readonly size: number;
  /** The listed commits, in git's order. */
  readonly listed: Int32Array;
  /** Returns the full revision, in hexadecimal. */
  revision(commit: number): string;
  /** Returns the commit with this full revision; null: no commit has it. */
  find(revision: string): number | null;
  /** Returns the parents of a commit in their order; empty for a root, and for a commit outside the list. */
  parents(commit: number): Int32Array;
  /** Returns the commit date in seconds since 1970; NaN for a commit outside the list. */
  committedAtSeconds(commit: number): number;
}
