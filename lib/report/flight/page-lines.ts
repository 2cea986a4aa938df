import type { PageJob } from './page-model.ts';

/** Lines that come again and again (every boot writes nearly the same), each kept once for the whole page. */
export interface LineTable {
  readonly lines: readonly string[];
  /** Joins lines; one that the table holds is written as {@link MARK} and its number, where that is not the next one. */
  encode(lines: readonly string[]): string;
}

/** Delete: no line that is safe to show contains it. */
const MARK = '\u007f';
/** The time that Linux writes before its lines: never the same twice. */
const KERNEL_TIME = /^\[ *\d+\.\d+\] /;
/** What is shorter is not worth a place. */
const MIN_LENGTH = 10;

/** Collects the lines of all consoles and outputs that are there at least twice. */
export function buildLineTable(jobs: readonly PageJob[]): LineTable {
  const counts = new Map<string, number>();
  for (const text of allLines(jobs)) {
    const body = text.replace(KERNEL_TIME, '');
    if (body.length >= MIN_LENGTH) counts.set(body, (counts.get(body) ?? 0) + 1);
  }
  const numbers = new Map<string, number>();
  for (const [body, count] of counts) if (count > 1) numbers.set(body, numbers.size);
  return { lines: [...numbers.keys()], encode: (lines) => encode(lines, numbers) };
}

function* allLines(jobs: readonly PageJob[]): Iterable<string> {
  for (const job of jobs) {
    for (const serial of job.consoles) for (const line of serial.lines) yield line.text;
    for (const command of job.commands) for (const line of command.output) yield line.text;
  }
}

function encode(lines: readonly string[], numbers: ReadonlyMap<string, number>): string {
  let next = 0;
  const encoded = lines.map((text) => {
    const time = KERNEL_TIME.exec(text)?.[0] ?? '';
    const number = numbers.get(text.slice(time.length));
    if (number === undefined) return text;
    const shown = number === next ? '' : number.toString(36);
    next = number + 1;
    return `${time}${MARK}${shown}`;
  });
  return encoded.join('\n');
}
