import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Clock } from '../../util/clock.ts';

/** The log file of a console: each line begins with the time at which its first character came. */
export interface ConsoleLog {
  /** Appends lines, and what there is of one that is not finished yet; resolves when there is room for more. */
  append(lines: readonly string[], unfinished: string): Promise<void> | void;
  /** A line of ours, between the box's. */
  note(text: string): void;
  /** Writes everything out and closes the file. */
  close(): Promise<void>;
}

/** @throws the file system's error when the file cannot be opened for appending. */
export async function openConsoleLog(path: string, clock: Clock, maxBytes: number): Promise<ConsoleLog> {
  await mkdir(dirname(path), { recursive: true });
  const file = createWriteStream(path, { flags: 'a', highWaterMark: 1024 * 1024 });
  await once(file, 'open');
  const written = finished(file);
  written.catch(() => undefined); // a disk that is full must not end the test: the console works on
  let left = maxBytes;
  let openLength = 0; // of the unfinished line, as far as it is in the file
  const send = (text: string): Promise<void> | void => {
    if (left <= 0 || file.destroyed || text === '') return;
    left -= text.length;
    const end = left > 0 ? '' : `\n[osstest: this log has reached its limit of ${maxBytes} bytes and ends here]\n`;
    if (!file.write(text + end)) return Promise.race([once(file, 'drain'), written]).then(ignore, ignore);
  };
  return {
    note: (text) => {
      void send(`${openLength > 0 ? '\n' : ''}${stamp(clock)}[osstest: ${text}]\n`);
      openLength = 0;
    },
    append: (lines, unfinished) => {
      const time = stamp(clock);
      const more = (line: string): string => (openLength > 0 ? line.slice(openLength) : time + line);
      let out = '';
      for (const line of lines) {
        out += `${more(line)}\n`;
        openLength = 0;
      }
      if (unfinished.length > openLength) out += more(unfinished);
      openLength = unfinished.length;
      return send(out);
    },
    close: async () => {
      if (openLength > 0) void send('\n');
      file.end();
      await written.catch(ignore);
    },
  };
}

const ignore = (): void => undefined;

const stamp = (clock: Clock): string => `${new Date(clock.now()).toISOString()} `;
