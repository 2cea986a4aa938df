import { stripVTControlCharacters } from 'node:util';

/** Longer lines are cut into pieces, so that a flood without line ends needs no memory. */
const MAX_LINE = 4096;

export interface ConsoleReader {
  /** Takes what a console printed. */
  take(chunk: Buffer): void;
  /** What came since the last line end. */
  unfinished(): string;
}

/** Turns bytes of a console into lines of plain text: no colours, no cursor movements, no control characters. */
export function createConsoleReader(onLine: (line: string) => void): ConsoleReader {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  return {
    take: (chunk) => {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r*\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(plain(line));
      while (rest.length > MAX_LINE) {
        onLine(plain(rest.slice(0, MAX_LINE)));
        rest = rest.slice(MAX_LINE);
      }
    },
    unfinished: () => plain(rest),
  };
}

const plain = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/^.*\r(?=.)/s, '') // what was printed over on the same line
    // eslint-disable-next-line no-control-regex -- these are what must not get into a log
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
