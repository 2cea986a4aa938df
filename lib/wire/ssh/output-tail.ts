/** The last bytes of a stream, in bounded memory. */
export interface OutputTail {
  append(chunk: Uint8Array): void;
  /** Returns the retained bytes as UTF-8, without a character that was cut at the start. */
  text(): string;
  /** Returns the retained bytes. */
  bytes(): Buffer;
  /** Whether bytes were dropped. */
  readonly isCut: boolean;
}

/** Retains at most the last `limit` bytes, in a ring: neither a flood nor a million tiny chunks need more memory. */
export function createOutputTail(limit: number): OutputTail {
  let ring = Buffer.alloc(0);
  let total = 0; // number of bytes ever appended
  const kept = (): Buffer => {
    if (total <= ring.length) return ring.subarray(0, total);
    const end = total % ring.length;
    return Buffer.concat([ring.subarray(end), ring.subarray(0, end)]);
  };
  const makeRoom = (more: number): void => {
    if (ring.length >= limit || total + more <= ring.length) return;
    const larger = Buffer.alloc(Math.min(limit, Math.max(4096, ring.length * 2, total + more)));
    kept().copy(larger); // no bytes are dropped as long as the ring can grow
    ring = larger;
  };
  return {
    get isCut() {
      return total > limit;
    },
    append: (chunk) => {
      makeRoom(chunk.length);
      const last = chunk.length > limit ? chunk.subarray(chunk.length - limit) : chunk;
      total += chunk.length - last.length;
      if (limit === 0) total += last.length;
      for (let from = 0; from < last.length && limit > 0;) {
        const at = total % ring.length;
        const count = Math.min(last.length - from, ring.length - at);
        ring.set(last.subarray(from, from + count), at);
        from += count;
        total += count;
      }
    },
    bytes: () => Buffer.from(kept()),
    text: () => {
      const bytes = kept();
      let start = 0;
      if (total > limit) while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
      return bytes.toString('utf8', start);
    },
  };
}
