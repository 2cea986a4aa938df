/** Numbers vectors of 32-bit words, from 0 up in the order of their first mention. */
export interface VectorTable {
  readonly size: number;
  /** The number of a vector; a new one is added. */
  intern(vector: Uint32Array): number;
  /** The number of a vector; null: it is not there. */
  find(vector: Uint32Array): number | null;
  /** A word of a vector. */
  word(vector: number, index: number): number;
}

const FIRST_CAPACITY = 1024;

interface Store {
  readonly width: number;
  /** The vectors, one after the other. */
  words: Uint32Array;
  /** Open addressing: the number of a vector, or -1; at most half of them are taken. */
  slots: Int32Array;
  size: number;
}

/** Makes an empty table for vectors of so many words. */
export function createVectorTable(width: number): VectorTable {
  const store: Store = {
    width,
    words: new Uint32Array(FIRST_CAPACITY * width),
    slots: new Int32Array(FIRST_CAPACITY * 2).fill(-1),
    size: 0,
  };
  return {
    get size() {
      return store.size;
    },
    intern: (vector) => {
      const slot = slotOf(store, vector);
      const known = store.slots[slot] ?? -1;
      return known >= 0 ? known : add(store, vector, slot);
    },
    find: (vector) => {
      const known = store.slots[slotOf(store, vector)] ?? -1;
      return known < 0 ? null : known;
    },
    word: (vector, index) => store.words[vector * width + index] ?? 0,
  };
}

function add(store: Store, vector: Uint32Array, freeSlot: number): number {
  let slot = freeSlot;
  if ((store.size + 1) * store.width > store.words.length) {
    grow(store);
    slot = slotOf(store, vector);
  }
  store.words.set(vector, store.size * store.width);
  store.slots[slot] = store.size;
  return store.size++;
}

/** Where a vector is, or the free slot where it belongs. */
function slotOf({ words, slots, width }: Store, vector: Uint32Array): number {
  const mask = slots.length - 1;
  for (let slot = hashOf(vector, 0, width) & mask; ; slot = (slot + 1) & mask) {
    const known = slots[slot] ?? -1;
    if (known < 0) return slot;
    let same = 0;
    while (same < width && words[known * width + same] === vector[same]) same++;
    if (same === width) return slot;
  }
}

function grow(store: Store): void {
  const words = new Uint32Array(store.words.length * 2);
  words.set(store.words);
  const slots = new Int32Array(store.slots.length * 2).fill(-1);
  const mask = slots.length - 1;
  for (let each = 0; each < store.size; each++) {
    let slot = hashOf(words, each * store.width, store.width) & mask;
    while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
    slots[slot] = each;
  }
  store.words = words;
  store.slots = slots;
}

function hashOf(words: Uint32Array, from: number, width: number): number {
  let hash = 0;
  for (let index = from; index < from + width; index++) {
    hash = Math.imul(hash ^ (words[index] ?? 0), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}
