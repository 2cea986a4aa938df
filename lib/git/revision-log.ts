import { compareBytewise } from '../util/order.ts';
import type { TreeClone } from './open-clone.ts';

/** The commits between two revisions, for the report of a test. */
export interface RevisionLog {
  /** The lines of git's log; null: there are too many. */
  readonly lines: readonly string[] | null;
  /** The number of commits. */
  readonly count: number;
  /** The names of the people who wrote, signed, tested or acknowledged a commit. */
  readonly people: readonly string[];
}

/** The limit of commits whose lines a report can show. */
const MAX_COMMITS = 3000;
const PERSON = /^ *(?:Author|From|(?:Signed-off|Tested|Acked|Committed)-by): *(.+?@.+?) *$/gim;

/** Returns the log from `from` (excluded) to `to`; the clone has both. */
export async function readRevisionLog(clone: TreeClone, from: string, to: string): Promise<RevisionLog> {
  const words = ['log', `--max-count=${MAX_COMMITS}`, '--end-of-options', `${from}..${to}`, '--'];
  const text = from === to ? '' : await clone.git(...words);
  const lines = text === '' ? [] : text.split('\n');
  const people = new Map<string, string>();
  for (const [, person = ''] of text.matchAll(PERSON)) {
    if (!people.has(person.toLowerCase())) people.set(person.toLowerCase(), person);
  }
  const sorted = [...people].sort(([a], [b]) => compareBytewise(a, b)).map(([, person]) => person);
  return { lines: lines.length < 300 ? lines : null, count: lines.length, people: sorted };
}
