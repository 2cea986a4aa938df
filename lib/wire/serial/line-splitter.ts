import { SOFT_BREAK } from '../../util/terminal-text.ts';

/** Lines of a console as they come. */
export interface LineSplitter {
  /** Takes text as {@link createTerminalText} makes it; gives the lines that it finished. */
  feed(text: string): readonly string[];
  /** The line that is not finished yet. */
  unfinished(): string;
}

/** A line that never ends is broken here, so that memory stays bounded. */
const LONGEST = 16 * 1024;

export function createLineSplitter(): LineSplitter {
  let rest = '';
  let isBroken = false; // by a soft break, so that a newline that follows is part of it
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
