import { createCommitTable, type CommitTable } from './commit-table.ts';
import { growing, type Growing } from '../util/growing.ts';
import type { History } from './history.ts';

/** Parses the output of `git rev-list --parents --timestamp` in chunks. */
export interface HistoryParser {
  push(chunk: Uint8Array): void;
  /** @throws Error - the output ends within a line, or a line is not one of git's. */
  end(): History;
}

const NEWLINE = 10;
const BLANK = 32;
const DIGIT_0 = 48;

interface Columns {
  readonly table: CommitTable;
  readonly listed: Growing<Int32Array>;
  /** The index of the first parent of each listed commit, in the order of the list. */
  readonly firstParent: Growing<Int32Array>;
  readonly parents: Growing<Int32Array>;
  readonly dates: Growing<Float64Array>;
}

/** Creates a parser; the first revision determines the length of all revisions. */
export function createHistoryParser(): HistoryParser {
  let columns: Columns | null = null;
  let rest: Uint8Array = new Uint8Array(0);
  return {
    push: (chunk) => {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      if (end > 0) {
        columns ??= createColumns(createCommitTable(firstDigits(bytes)));
        readLines(bytes, end, columns);
      }
      rest = bytes.slice(end);
    },
    end: () => {
      if (rest.length > 0) throw new Error('git rev-list: its output ends within a line');
      return toHistory(columns ?? createColumns(createCommitTable(40)));
    },
  };
}

const createColumns = (table: CommitTable): Columns => ({
  table,
  listed: growing(Int32Array),
  firstParent: growing(Int32Array),
  parents: growing(Int32Array),
  dates: growing(Float64Array),
});

function firstDigits(bytes: Uint8Array): number {
  const line = Buffer.from(bytes.subarray(0, bytes.indexOf(NEWLINE))).toString('latin1');
  const digits = /^\d+ ([0-9a-f]+)/.exec(line)?.[1]?.length ?? 0;
  if (digits !== 40 && digits !== 64) throw new Error(`git rev-list: not a line of commits: ${line.slice(0, 100)}`);
  return digits;
}

function readLines(bytes: Uint8Array, end: number, columns: Columns): void {
  const { table, listed, firstParent, parents, dates } = columns;
  const digits = table.digits;
  for (let at = 0; at < end; at++) {
    let date = 0;
    for (; bytes[at] !== BLANK && at < end; at++) date = date * 10 + (bytes[at] ?? 0) - DIGIT_0;
    firstParent.push(parents.length);
    dates.push(date);
    listed.push(table.intern(bytes, at + 1));
    at += digits + 1;
    for (; bytes[at] === BLANK; at += digits + 1) parents.push(table.intern(bytes, at + 1));
    if (bytes[at] !== NEWLINE || at >= end) throw new Error('git rev-list: a line is not one of commits');
  }
}

function toHistory(columns: Columns): History {
  const { table } = columns;
  const [listed, firstParent] = [columns.listed.values(), columns.firstParent.values()];
  const [parents, dates] = [columns.parents.values(), columns.dates.values()];
  const placeOf = new Int32Array(table.size).fill(-1);
  for (let place = 0; place < listed.length; place++) placeOf[listed[place] ?? 0] = place;
  return {
    size: table.size,
    listed,
    revision: (commit) => table.revision(commit),
    find: (revision) => table.find(revision),
    parents: (commit) => {
      const place = placeOf[commit] ?? -1;
      return place < 0 ? parents.subarray(0, 0) : parents.subarray(firstParent[place], firstParent[place + 1]);
    },
    committedAtSeconds: (commit) => dates[placeOf[commit] ?? -1] ?? Number.NaN,
  };
}
