import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

/** The file that a console is logged to. */
export interface ConsoleLog {
  /** Appends a line with its time. */
  write(at: Date, line: string): void;
  /** Resolves when the disk has caught up; at once when it cannot be written any more. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the log for appending. One that cannot be written (a full disk) is given up: the watch for crashes goes on. */
export function openConsoleLog(path: string): ConsoleLog {
  const stream = createWriteStream(path, { flags: 'a' });
  stream.on('error', () => undefined);
  return {
    write: (at, line) => {
      if (!stream.destroyed) stream.write(`${at.toISOString()} ${line}\n`);
    },
    settled: async () => {
      if (stream.writableNeedDrain && !stream.destroyed)
        await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
    },
    close: async () => {
      if (!stream.destroyed) await new Promise<void>((resolve) => stream.end(() => resolve()));
    },
  };
}
