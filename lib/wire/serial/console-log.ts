import { once } from 'node:events';
import { appendFileSync, createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Clock } from '../../util/clock.ts';

/** The log file of a console. Each line starts with the time at which its first character arrived. */
export interface ConsoleLog {
  /** Appends lines, and the present part of an unfinished line. Resolves when the file can take more. */
  append(lines: readonly string[], unfinished: string): Promise<void> | void;
  /** Writes a line of osstest between those of the host. */
  note(text: string): void;
  /** Writes all pending text and closes the file. */
  close(): Promise<void>;
}

/** Opens the file for appending. If it cannot be written (a full disk), the log stops and the console keeps working. */
export function openConsoleLog(path: string, clock: Clock, maxBytes: number): ConsoleLog {
  makeFile(path);
  const file = createWriteStream(path, { flags: 'a', highWaterMark: 1024 * 1024 });
  const written = finished(file);
  written.catch(ignore);
  let left = maxBytes;
  let openLength = 0; // length of the part of the unfinished line that is in the file
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

/** Creates the file, so that it exists even if the host prints nothing. */
function makeFile(path: string): void {
  try {
    appendFileSync(path, '');
  } catch {
    // the stream fails with the same error, and the log stops
  }
}

const ignore = (): void => undefined;

const stamp = (clock: Clock): string => `${new Date(clock.now()).toISOString()} `;
