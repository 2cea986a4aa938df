import { createVectorTable } from '../util/vector-table.ts';

/** Numbers commits by their revisions, from 0 up in the order of their first mention. */
export interface CommitTable {
  readonly size: number;
  /** How many digits a revision has. */
  readonly digits: number;
  /** The number of the revision that is written from `offset` of the bytes on, in lower-case hexadecimal. */
  intern(bytes: Uint8Array, offset: number): number;
  /** As intern, but does not add; null: not there, or no revision. */
  find(revision: string): number | null;
  revision(commit: number): string;
}

/** Makes an empty table for revisions of so many hexadecimal digits (40, or 64 with SHA-256). */
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

/** Reads hexadecimal digits, eight a word; what is no digit gives some word. */
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
