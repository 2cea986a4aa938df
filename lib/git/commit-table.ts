import { createVectorTable } from '../util/vector-table.ts';

/** A table that numbers commits by their revisions, from 0 up in the order of their first mention. */
export interface CommitTable {
  readonly size: number;
  /** The number of digits of a revision. */
  readonly digits: number;
  /** Returns the number of the revision at `offset` of the bytes, in lower-case hexadecimal. Adds the revision if it is new. */
  intern(bytes: Uint8Array, offset: number): number;
  /** Returns the number of a revision and adds nothing; null: the table does not have it, or it is no revision. */
  find(revision: string): number | null;
  revision(commit: number): string;
}

/** Creates an empty table for revisions with this number of hexadecimal digits (40, or 64 with SHA-256). */
export function createCommitTable(digits: number): CommitTable {
  const words = new Uint32Array(digits / 8);
  const table = createVectorTable(words.length);
  return {
    digits,
    get size() {
      return table.size;
    },
    intern: (bytes, offset) => {
      readWords(bytes, offset, words);
      return table.intern(words);
    },
    find: (revision) => {
      if (revision.length !== digits || !/^[0-9a-f]+$/.test(revision)) return null;
      readWords(Buffer.from(revision, 'latin1'), 0, words);
      return table.find(words);
    },
    revision: (commit) =>
      Array.from(words, (_, index) => table.word(commit, index).toString(16).padStart(8, '0')).join(''),
  };
}

/** Parses hexadecimal digits, eight to a word; other characters give an arbitrary word. */
function readWords(bytes: Uint8Array, offset: number, into: Uint32Array): void {
  let at = offset;
  for (let index = 0; index < into.length; index++) {
    let word = 0;
    for (const end = at + 8; at < end; at++) {
      const byte = bytes[at] ?? 0;
      word = (word << 4) | ((byte & 15) + (byte >> 6) * 9); // 0-9: 0x30 up; a-f: 0x61 up
    }
    into[index] = word;
  }
}
