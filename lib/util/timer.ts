import { systemClock, type Clock } from './clock.ts';

/** Calls back once after `ms`, unless the returned function is called first. */
export function startTimer(ms: number, callback: () => void, clock: Clock = systemClock): () => void {
  const stop = new AbortController();
  clock.sleep(ms, stop.signal).then(callback, () => undefined); // the only failure is that it was stopped
  return () => stop.abort();
}
