import type { Clock } from '../../util/clock.ts';
import { createVirtualClock } from '../../util/virtual-clock.ts';

/** Runs work on a virtual clock that does not wait. Returns the result and the time of its end, in milliseconds since the start. */
export async function playOnClock<T>(
  work: (clock: Clock) => Promise<T>,
): Promise<{ readonly result: PromiseSettledResult<T>; readonly ms: number }> {
  const clock = createVirtualClock(0);
  let result: PromiseSettledResult<T> | null = null;
  void Promise.allSettled([work(clock)]).then(([settled]) => (result = settled));
  await clock.run(() => result !== null);
  if (result === null) throw new Error('the work waits for something other than its clock');
  return { result, ms: clock.now() };
}
