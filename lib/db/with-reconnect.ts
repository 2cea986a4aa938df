import { systemClock, type Clock } from '../util/clock.ts';
import { minutes } from '../util/units.ts';
import { hasNotStarted, isPassing } from './failures.ts';
import type { ReconnectPolicy } from './reconnect.ts';

export interface ReconnectOptions extends ReconnectPolicy {
  readonly clock?: Clock | undefined;
  /** Returns whether `work` may run again after this failure. Default: always. */
  readonly mayRepeat?: (error: unknown) => boolean;
}

/**
 * Runs a unit of work, and runs it again while the database is out of reach: its session was ended, the server restarts.
 * Single statements and serializable transactions need no such call: a handle repeats them by its policy (reconnect.ts).
 *
 * The argument of `work` is whether an earlier attempt may have taken effect unnoticed.
 *
 * @throws an error of `work` that is no outage or may not be repeated, and the last error when the time is over.
 * @throws the signal's reason when it is aborted.
 */
export async function withReconnect<T>(
  work: (again: boolean) => Promise<T>,
  { timeoutMs = minutes(1), signal, clock = systemClock, onOutage, mayRepeat = () => true }: ReconnectOptions = {},
): Promise<T> {
  signal?.throwIfAborted();
  let failedAt: number | null = null;
  let again = false;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work(again);
    } catch (error) {
      if (!isPassing(error) || !mayRepeat(error)) throw error;
      again ||= !hasNotStarted(error);
      if (failedAt === null) onOutage?.(error);
      failedAt ??= clock.now();
      if (clock.now() - failedAt > timeoutMs) throw error;
      signal?.throwIfAborted();
    }
    await clock.sleep(Math.min(500, 10 * 2 ** attempt), signal);
  }
}
