import { systemClock, type Clock } from '../util/clock.ts';
import { seconds } from '../util/units.ts';
import { isPassing } from './failures.ts';

export interface ReconnectOptions {
  /** How long to try, from the first failure. Default 30 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Does `work` again while the database is out of reach for the moment: its session was ended, the server is restarting.
 *
 * `work` gets whether it is done again: then its first attempt may have been done in the database all the same.
 *
 * @throws whatever `work` throws that is no such failure, or still throws after the time.
 */
export async function withReconnect<T>(
  work: (again: boolean) => Promise<T>,
  { timeoutMs = seconds(30), signal, clock = systemClock }: ReconnectOptions = {},
): Promise<T> {
  const beganAt = clock.now();
  for (let attempt = 0; ; attempt++) {
    try {
      return await work(attempt > 0);
    } catch (error) {
      if (!isPassing(error) || clock.now() - beganAt > timeoutMs) throw error;
      signal?.throwIfAborted();
    }
    await clock.sleep(Math.min(500, 10 * 2 ** attempt), signal);
  }
}
