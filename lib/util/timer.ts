import { systemClock, type Clock } from './clock.ts';

/** The largest delay of setTimeout; it runs a larger one immediately. */
const LONGEST_MS = 2 ** 31 - 1;

/** Calls back once after `ms`, unless the returned function is called first. */
export function startTimer(ms: number, callback: () => void, clock: Clock = systemClock): () => void {
  if (clock === systemClock) {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_MS)); // the general way below costs 0.2 ms, and each command needs a timer
    return () => clearTimeout(timer);
  }
  const stop = new AbortController();
  clock.sleep(ms, stop.signal).then(callback, () => undefined); // rejects only when it was stopped
  return () => stop.abort();
}
