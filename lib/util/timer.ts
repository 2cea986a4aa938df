import { systemClock, type Clock } from './clock.ts';

/** What setTimeout takes; with more it calls back at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Calls back once after `ms`, unless the returned function is called first. */
export function startTimer(ms: number, callback: () => void, clock: Clock = systemClock): () => void {
  if (clock === systemClock) {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_MS)); // what follows costs 0.2 ms, and a command needs one
    return () => clearTimeout(timer);
  }
  const stop = new AbortController();
  clock.sleep(ms, stop.signal).then(callback, () => undefined); // the only failure is that it was stopped
  return () => stop.abort();
}
