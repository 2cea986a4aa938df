import type { PageJob } from './page-model.ts';

/** Repeated lines, each stored once for the whole page; every boot prints nearly the same lines. */
export interface LineTable {
  readonly lines: readonly string[];
  /**
   * Joins lines. A line of the table becomes {@link MARK} and its number; the number is omitted if it is the next one.
   */
  encode(lines: readonly string[]): string;
}

/** The character Delete: `toLines` leaves none in a line. */
const MARK = '\u007f';
/** The time that Linux prints before its lines, which differs in every line. */
const KERNEL_TIME = /^\[ *\d+\.\d+\] /;
/** Shortest line that the table stores; a shorter one saves nothing. */
const MIN_LENGTH = 10;

/** Collects the lines that occur at least twice in all consoles and outputs. */
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
