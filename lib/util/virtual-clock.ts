import type { Clock } from './clock.ts';
import { onAbort } from './abort.ts';

interface Timer {
  readonly atMs: number;
  /** null: the wait was aborted. */
  fire: (() => void) | null;
}

/** A clock that advances only to the next time for which a caller waits. */
export interface VirtualClock extends Clock {
  /**
   * Advances the time until `isOver`, which is called before each step.
   *
   * The code under test must wait for this clock only: no socket, no other process, no timer of the system.
   */
  run(isOver: () => boolean): Promise<void>;
}

/**
 * Creates a clock that advances only while it is run, from one wait to the next.
 *
 * @param startMs - Milliseconds since 1970.
 */
export function createVirtualClock(startMs: number): VirtualClock {
  let nowMs = startMs;
  const timers: Timer[] = []; // the next one last
  const add = (timer: Timer): void => {
    let [low, high] = [0, timers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (timers[middle]!.atMs > timer.atMs) low = middle + 1;
      else high = middle;
    }
    timers.splice(low, 0, timer); // before those of the same time, which are older and fire first
  };
  return {
    now: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const timer: Timer = { atMs: nowMs + Math.max(0, ms), fire: null };
        const cancel = onAbort(signal, (reason) => {
          timer.fire = null;
          reject(reason);
        });
        timer.fire = () => {
          cancel();
          resolve();
        };
        add(timer);
      }),
    run: async (isOver) => {
      for (;;) {
        await settle();
        if (isOver()) return;
        let next = timers.pop();
        while (next?.fire === null) next = timers.pop();
        if (next === undefined) return;
        nowMs = next.atMs;
        next.fire!();
      }
    },
  };
}

/** Waits until all pending promises and stream callbacks have run: setImmediate comes after them. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
