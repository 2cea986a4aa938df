/**
 * Commits with their parents and dates, in columns: a million of them take 60 MB.
 *
 * A commit is a number from 0 up. The numbers of the listed commits and of parents outside the list are mixed.
 */
export interface History {
  /** How many commits are named: the listed ones, and parents outside the list. */
  readonly size: number;
  /** The listed commits, in git's order. */
  readonly listed: Int32Array;
  /** The whole revision, in hexadecimal. */
  revision(commit: number): string;
  /** The commit with this whole revision; null: no commit has it. */
  find(revision: string): number | null;
  /** Its parents in their order; empty for a root, and for a commit outside the list. */
  parents(commit: number): Int32Array;
  /** When it was committed, in seconds since 1970; NaN for a commit outside the list. */
  committedAtSeconds(commit: number): number;
}
