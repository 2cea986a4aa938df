import type { Clock } from '../../util/clock.ts';
import { createVirtualClock } from '../../util/virtual-clock.ts';

/** Does work on a clock of its own that does not wait: what came of it, and when, in milliseconds since its beginning. */
export async function playOnClock<T>(
  work: (clock: Clock) => Promise<T>,
): Promise<{ readonly result: PromiseSettledResult<T>; readonly ms: number }> {
  const clock = createVirtualClock(0);
  let result: PromiseSettledResult<T> | null = null;
  void Promise.allSettled([work(clock)]).then(([settled]) => (result = settled));
  await clock.run(() => result !== null);
  if (result === null) throw new Error('what was played waits for something else than its clock');
  return { result, ms: clock.now() };
}
