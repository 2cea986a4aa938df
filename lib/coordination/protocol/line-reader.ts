import type { LineSocket } from './network.ts';

/** Longest line that a peer may send, in bytes. */
const MAX_LINE_BYTES = 65_536;

/** The input from a peer, as lines and as counted bytes. */
export interface LineReader {
  /** Returns the next line without its LF; null: the peer has ended. Returns a last line without LF first. */
  readLine(): Promise<string | null>;
  /** Returns exactly so many bytes; null: the peer has ended before. */
  readBytes(count: number): Promise<Buffer | null>;
}

/** The line of a peer exceeds the maximum length. */
export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError';
}

/** Reads a socket by lines and by counted bytes, for one reader at a time. Treats errors of the socket as its end. */
export function readLines(socket: LineSocket): LineReader {
  let buffered: Buffer = Buffer.alloc(0);
  let ended = false;
  let wake: () => void = () => undefined;
  const finish = (): void => {
    ended = true;
    wake();
  };
  socket.on('data', (chunk: Buffer) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    if (buffered.length > 2 * MAX_LINE_BYTES) socket.pause();
    wake();
  });
  socket.on('end', finish).on('close', finish).on('error', finish);
  const more = (): Promise<void> => {
    if (socket.isPaused()) socket.resume();
    return new Promise((resolve) => (wake = resolve));
  };
  const take = (bytes: number): Buffer => {
    const taken = buffered.subarray(0, bytes);
    buffered = buffered.subarray(bytes);
    return taken;
  };
  return {
    readLine: async () => {
      for (;;) {
        const at = buffered.indexOf(0x0a);
        if (at > MAX_LINE_BYTES || (at < 0 && buffered.length > MAX_LINE_BYTES)) throw new LineTooLongError();
        if (at >= 0) return take(at + 1).toString('utf8', 0, at);
        if (ended) return buffered.length === 0 ? null : take(buffered.length).toString('utf8');
        await more();
      }
    },
    readBytes: async (count) => {
      while (buffered.length < count) {
        if (ended) {
          take(buffered.length); // the remainder is no line
          return null;
        }
        await more();
      }
      return take(count);
    },
  };
}
