/** Passes on the bytes of a stream and finds one mark in them: the mark's text, then an answer, then a newline. */
export interface MarkScanner {
  /** Searches for another mark from now on. */
  expect(mark: string, onData: (chunk: Buffer) => void, onMark: (word: string) => void): void;
  readonly feed: (chunk: Buffer) => void;
  /** Ends the stream: passes on bytes that were held back as a possible start of the mark. */
  readonly end: () => void;
}

const NOTHING: Buffer = Buffer.alloc(0);

/** Creates a scanner for one stream. It passes on all bytes until the first call of `expect`. */
export function createMarkScanner(): MarkScanner {
  let mark = NOTHING;
  let isFound = true;
  let held = NOTHING;
  let onData: (chunk: Buffer) => void = () => undefined;
  let onMark: (word: string) => void = () => undefined;
  const pass = (chunk: Buffer): void => {
    if (chunk.length > 0) onData(chunk);
  };
  const feed = (chunk: Buffer): void => {
    if (isFound) return pass(chunk);
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const at = bytes.indexOf(mark);
    const lineEnd = at < 0 ? -1 : bytes.indexOf('\n', at + mark.length);
    const passable = at < 0 ? bytes.length - beginningAtEnd(bytes, mark) : at;
    held = lineEnd < 0 ? bytes.subarray(passable) : NOTHING;
    pass(bytes.subarray(0, passable));
    if (lineEnd < 0) return;
    isFound = true;
    onMark(bytes.toString('latin1', at + mark.length, lineEnd));
    pass(bytes.subarray(lineEnd + 1));
  };
  return {
    expect: (text, data, found) => {
      [mark, isFound, held, onData, onMark] = [Buffer.from(text, 'latin1'), false, NOTHING, data, found];
    },
    feed,
    end: () => {
      const rest = held;
      held = NOTHING;
      pass(rest);
    },
  };
}

/** Returns how many of the last bytes may be the start of the mark. */
function beginningAtEnd(bytes: Buffer, mark: Buffer): number {
  for (let from = Math.max(0, bytes.length - mark.length + 1); from < bytes.length; from++) {
    from = bytes.indexOf(mark[0] ?? 0, from);
    if (from < 0) return 0;
    if (bytes.subarray(from).equals(mark.subarray(0, bytes.length - from))) return bytes.length - from;
  }
  return 0;
}
