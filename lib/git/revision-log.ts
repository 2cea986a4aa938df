import { compareBytewise } from '../util/order.ts';
import type { TreeClone } from './open-clone.ts';

/** What lies between two revisions, for the report of a test. */
export interface RevisionLog {
  /** Lines of git's log; null: too many. */
  readonly lines: readonly string[] | null;
  /** How many they are. */
  readonly count: number;
  /** Who wrote, signed, tested or acknowledged it, by name. */
  readonly people: readonly string[];
}

/** More commits than a report can show the lines of. */
const MAX_COMMITS = 3000;
const PERSON = /^ *(?:Author|From|(?:Signed-off|Tested|Acked|Committed)-by): *(.+?@.+?) *$/gim;

/** The log from `from` (left out) to `to`; both are in the clone. */
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
