import { TimeoutError } from '../../errors/general-errors.ts';
import { onAbort } from '../../util/abort.ts';
import type { Clock } from '../../util/clock.ts';
import { startTimer } from '../../util/timer.ts';

/** Limits of one wait for a line. */
export interface ExpectOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The pending waits for lines of a console. */
export interface LineExpectations {
  expect(pattern: RegExp, options: ExpectOptions): Promise<RegExpExecArray>;
  /** Takes new lines, and the unfinished line. */
  feed(lines: readonly string[], unfinished: string): void;
  /** Rejects all pending waits. */
  end(reason: Error): void;
}

interface Expectation {
  readonly pattern: RegExp;
  /** Length of the unfinished line at the call: a match must not lie in this part. */
  oldLength: number;
  readonly found: (match: RegExpExecArray) => void;
  readonly fail: (error: Error) => void;
}

/** Creates the waits for lines of one console; `name` is the host, for messages. */
export function createExpectations(name: string, clock: Clock): LineExpectations {
  const waiting = new Set<Expectation>();
  let unfinished = '';
  let last = '';
  let ended: Error | null = null;
  const offer = (line: string): void => {
    for (const each of waiting) {
      const match = matchNew(each.pattern, line, each.oldLength);
      if (match !== null) each.found(match);
    }
  };
  return {
    expect: async (pattern, options) => {
      if (ended !== null) throw ended;
      options.signal?.throwIfAborted();
      const lateAs = (): Error => {
        const seen = JSON.stringify((unfinished || last).slice(-200));
        return new TimeoutError(`${name}: ${String(pattern)} on the serial console`, options.timeoutMs, seen);
      };
      return waitFor(waiting, pattern, unfinished.length, { ...options, clock, lateAs });
    },
    feed: (lines, rest) => {
      for (const line of lines) {
        offer(line);
        for (const each of waiting) each.oldLength = 0; // only the first line can have an old part
      }
      offer(rest);
      last = lines.at(-1) ?? last;
      unfinished = rest;
    },
    end: (reason) => {
      ended = reason;
      for (const each of waiting) each.fail(reason);
    },
  };
}

function waitFor(
  waiting: Set<Expectation>,
  pattern: RegExp,
  oldLength: number,
  options: ExpectOptions & { readonly clock: Clock; readonly lateAs: () => Error },
): Promise<RegExpExecArray> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      waiting.delete(each);
      stopTimer();
      cancel();
    };
    const each: Expectation = {
      pattern: new RegExp(pattern.source, `${pattern.flags.replaceAll(/[gy]/g, '')}g`),
      oldLength,
      found: (match) => {
        settle();
        resolve(match);
      },
      fail: (error) => {
        settle();
        reject(error);
      },
    };
    const stopTimer = startTimer(options.timeoutMs, () => each.fail(options.lateAs()), options.clock);
    const cancel = onAbort(signal, each.fail);
    waiting.add(each);
  });
}

/** Returns the first match that ends in the new part of the line; null: none. */
function matchNew(pattern: RegExp, line: string, oldLength: number): RegExpExecArray | null {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    if (match.index + match[0].length > oldLength || oldLength === 0) return match;
    pattern.lastIndex = match.index + 1;
  }
  return null;
}
