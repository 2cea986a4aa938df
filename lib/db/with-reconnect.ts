import { systemClock, type Clock } from '../util/clock.ts';
import { minutes } from '../util/units.ts';
import { isPassing } from './failures.ts';

export interface ReconnectOptions {
  /** How long to try, from the first failure. Default 1 min. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
  /** Told the first failure, when it is one that passes. */
  readonly onOutage?: ((error: unknown) => void) | undefined;
}

/**
 * Does `work` again while the database is out of reach for the moment: its session was ended, the server is restarting.
 *
 * What was begun and not committed has not happened. `work` gets whether it is done again: then its first attempt may have
 * been committed all the same, without our hearing of it.
 *
 * @throws whatever `work` throws that is no such failure, or still throws after the time; the signal's reason when it is
 * aborted.
 */
export async function withReconnect<T>(
  work: (again: boolean) => Promise<T>,
  { timeoutMs = minutes(1), signal, clock = systemClock, onOutage }: ReconnectOptions = {},
): Promise<T> {
  signal?.throwIfAborted();
  let failedAt: number | null = null;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work(attempt > 0);
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (failedAt === null) onOutage?.(error);
      failedAt ??= clock.now();
      if (clock.now() - failedAt > timeoutMs) throw error;
      signal?.throwIfAborted();
    }
    await clock.sleep(Math.min(500, 10 * 2 ** attempt), signal);
  }
}
