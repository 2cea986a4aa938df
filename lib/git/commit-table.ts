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

const FIRST_CAPACITY = 1024;

interface Store {
  readonly wordsEach: number;
  /** The revisions, one after the other. */
  words: Uint32Array;
  /** Open addressing: a commit, or -1; at most half of them are taken. */
  slots: Int32Array;
  size: number;
  /** The revision that is looked for. */
  readonly wanted: Uint32Array;
}

/** Makes an empty table for revisions of so many hexadecimal digits (40, or 64 with SHA-256). */
export function createCommitTable(digits: number): CommitTable {
  const wordsEach = digits / 8;
  const store: Store = {
    wordsEach,
    words: new Uint32Array(FIRST_CAPACITY * wordsEach),
    slots: new Int32Array(FIRST_CAPACITY * 2).fill(-1),
    size: 0,
    wanted: new Uint32Array(wordsEach),
  };
  return {
    digits,
    get size() {
      return store.size;
    },
    intern: (bytes, offset) => intern(store, bytes, offset),
    find: (revision) => {
      if (revision.length !== digits || !/^[0-9a-f]+$/.test(revision)) return null;
      readWords(Buffer.from(revision, 'latin1'), 0, store.wanted);
      const commit = store.slots[slotOfWanted(store)] ?? -1;
      return commit < 0 ? null : commit;
    },
    revision: (commit) => {
      const own = store.words.subarray(commit * wordsEach, (commit + 1) * wordsEach);
      return Array.from(own, (word) => word.toString(16).padStart(8, '0')).join('');
    },
  };
}

function intern(store: Store, bytes: Uint8Array, offset: number): number {
  const { wanted, wordsEach } = store;
  readWords(bytes, offset, wanted);
  let slot = slotOfWanted(store);
  const known = store.slots[slot] ?? -1;
  if (known >= 0) return known;
  if ((store.size + 1) * wordsEach > store.words.length) {
    grow(store);
    slot = slotOfWanted(store);
  }
  store.words.set(wanted, store.size * wordsEach);
  store.slots[slot] = store.size;
  return store.size++;
}

/** Where the wanted revision is, or the free slot where it belongs. */
function slotOfWanted({ words, slots, wanted, wordsEach }: Store): number {
  const mask = slots.length - 1;
  for (let slot = (wanted[0] ?? 0) & mask; ; slot = (slot + 1) & mask) {
    const commit = slots[slot] ?? -1;
    if (commit < 0) return slot;
    let same = 0;
    while (same < wordsEach && words[commit * wordsEach + same] === wanted[same]) same++;
    if (same === wordsEach) return slot;
  }
}

function grow(store: Store): void {
  const words = new Uint32Array(store.words.length * 2);
  words.set(store.words);
  const slots = new Int32Array(store.slots.length * 2).fill(-1);
  const mask = slots.length - 1;
  for (let commit = 0; commit < store.size; commit++) {
    let slot = (words[commit * store.wordsEach] ?? 0) & mask;
    while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
    slots[slot] = commit;
  }
  store.words = words;
  store.slots = slots;
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
