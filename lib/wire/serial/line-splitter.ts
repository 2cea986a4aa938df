import { SOFT_BREAK } from '../../util/terminal-text.ts';

/** Splits the text of a console into lines. */
export interface LineSplitter {
  /** Takes text from {@link createTerminalText}, and returns the lines that it finishes. */
  feed(text: string): readonly string[];
  /** Returns the unfinished line. */
  unfinished(): string;
}

/** A longer line is broken after this many characters, so that memory stays bounded. */
const LONGEST = 16 * 1024;

/** Creates a splitter for the text of one console. */
export function createLineSplitter(): LineSplitter {
  let rest = '';
  let isBroken = false; // by a soft break: a newline right after it belongs to the break
  return {
    unfinished: () => rest,
    feed: (fed) => {
      const text = isBroken && fed.startsWith('\n') ? fed.slice(1) : fed;
      if (fed !== '') isBroken = endsBroken(fed, rest !== '' || isBroken);
      const lines: string[] = [];
      const hard = (rest + text).split('\n');
      rest = hard.pop() ?? '';
      for (const line of hard) lines.push(...(line.includes(SOFT_BREAK) ? softLines(line, true) : [line]));
      if (rest.includes(SOFT_BREAK)) {
        const parts = softLines(rest, false);
        rest = parts.pop() ?? '';
        lines.push(...parts);
      }
      for (; rest.length > LONGEST; rest = rest.slice(LONGEST)) lines.push(rest.slice(0, LONGEST));
      return lines;
    },
  };
}

function endsBroken(text: string, wasOpen: boolean): boolean {
  if (!text.endsWith(SOFT_BREAK)) return false;
  const before = text.replace(/\r+$/, '');
  return before === '' ? wasOpen : !before.endsWith('\n');
}

function softLines(line: string, isFinished: boolean): string[] {
  const parts = line.split(SOFT_BREAK);
  const last = parts.pop() ?? '';
  const lines = parts.filter((part) => part !== '');
  return isFinished && last === '' && lines.length > 0 ? lines : [...lines, last];
}
