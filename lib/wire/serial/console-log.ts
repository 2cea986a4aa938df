import { once } from 'node:events';
import { appendFileSync, createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Clock } from '../../util/clock.ts';

/** The log file of a console: each line begins with the time at which its first character came. */
export interface ConsoleLog {
  /** Appends lines, and what there is of one that is not finished yet; resolves when there is room for more. */
  append(lines: readonly string[], unfinished: string): Promise<void> | void;
  /** A line of ours, between the host's. */
  note(text: string): void;
  /** Writes everything out and closes the file. */
  close(): Promise<void>;
}

/** Opens the file for appending. One that cannot be written (a full disk) is given up: the console works on. */
export function openConsoleLog(path: string, clock: Clock, maxBytes: number): ConsoleLog {
  makeFile(path);
  const file = createWriteStream(path, { flags: 'a', highWaterMark: 1024 * 1024 });
  const written = finished(file);
  written.catch(ignore);
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

/** It is there from the beginning, also when the host prints nothing. */
function makeFile(path: string): void {
  try {
    appendFileSync(path, '');
  } catch {
    // the stream finds the same, and gives the log up
  }
}

const ignore = (): void => undefined;

const stamp = (clock: Clock): string => `${new Date(clock.now()).toISOString()} `;
