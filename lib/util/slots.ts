import { onAbort } from './abort.ts';
/** A limited number of slots. A caller that finds none waits in a queue. */
export interface Slots {
  /**
   * Takes a slot; the returned function releases it (once; further calls do nothing).
   * @throws the signal's reason when it is aborted while waiting.
   */
  take(signal?: AbortSignal): Promise<() => void>;
  /** Returns how many slots are taken. */
  used(): number;
}

/** Creates `count` slots. */
export function createSlots(count: number): Slots {
  let free = count;
  const line = new Set<() => void>();
  const give = (): void => {
    const [next] = line;
    if (next === undefined) free++;
    else {
      line.delete(next);
      next(); // the slot goes to the next in the queue
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
