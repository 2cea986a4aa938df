import { onAbort } from './abort.ts';
/** A number of places, of which each is used by one at a time; who finds none waits in line. */
export interface Slots {
  /**
   * Takes a place; the returned function gives it back (once; more calls do nothing).
   * @throws the signal's reason when it is aborted while waiting.
   */
  take(signal?: AbortSignal): Promise<() => void>;
  /** How many places are taken now. */
  used(): number;
}

/** Makes `count` places. */
export function createSlots(count: number): Slots {
  let free = count;
  const line = new Set<() => void>();
  const give = (): void => {
    const [next] = line;
    if (next === undefined) free++;
    else {
      line.delete(next);
      next(); // the place goes from hand to hand
    }
  };
  const once = (): (() => void) => {
    let given = false;
    return () => {
      if (!given) give();
      given = true;
    };
  };
  return {
    used: () => count - free,
    take: async (signal) => {
      signal?.throwIfAborted();
      if (free > 0) free--;
      else await waitInLine(line, signal);
      return once();
    },
  };
}

function waitInLine(line: Set<() => void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = (): void => {
      cancel();
      resolve();
    };
    line.add(enter);
    const cancel = onAbort(signal, (reason) => {
      line.delete(enter);
      reject(reason);
    });
  });
}
