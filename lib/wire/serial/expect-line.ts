import { TimeoutError } from '../../errors/general-errors.ts';
import type { Clock } from '../../util/clock.ts';

/** The last lines of a console, and who waits for more. */
export interface ConsoleLines {
  readonly name: string;
  /** Oldest first. */
  readonly kept: readonly string[];
  /** How many there have been. */
  count(): number;
  /** What came since the last line end. */
  unfinished(): string;
  /** Called when something came. */
  readonly listeners: Set<() => void>;
}

/** Waits until a line, or the unfinished one, matches that came after the call. */
export async function expectLine(
  lines: ConsoleLines,
  pattern: RegExp,
  wait: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined; readonly clock: Clock },
): Promise<RegExpExecArray> {
  const look = createLook(lines, new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, '')));
  const over = new AbortController();
  const given = wait.signal === undefined ? over.signal : AbortSignal.any([over.signal, wait.signal]);
  let listener = (): void => undefined;
  try {
    return await new Promise<RegExpExecArray>((resolve, reject) => {
      listener = () => {
        const match = look();
        if (match !== null) resolve(match);
      };
      lines.listeners.add(listener);
      wait.clock.sleep(wait.timeoutMs, given).then(
        () => {
          const lastSeen = lines.unfinished() || lines.kept.at(-1);
          reject(new TimeoutError(`${lines.name}: ${pattern} on the serial console`, wait.timeoutMs, lastSeen));
        },
        (error: unknown) => reject(error as Error),
      );
    });
  } finally {
    over.abort();
    lines.listeners.delete(listener);
  }
}

function createLook(lines: ConsoleLines, pattern: RegExp): () => RegExpExecArray | null {
  let looked = lines.count();
  return () => {
    const fresh = Math.min(lines.count() - looked, lines.kept.length);
    looked = lines.count();
    for (const line of [...lines.kept.slice(lines.kept.length - fresh), lines.unfinished()]) {
      const match = pattern.exec(line);
      if (match !== null) return match;
    }
    return null;
  };
}
