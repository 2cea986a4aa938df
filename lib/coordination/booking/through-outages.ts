import { isPassing } from '../../db/failures.ts';
import type { Clock } from '../../util/clock.ts';
import { seconds } from '../../util/units.ts';

/** How long the database may be out of reach, before what wants it gives up. */
const OUTAGE_LIMIT_MS = seconds(60);

export interface OutageOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Told at the first failure of an outage. */
  readonly onOutage?: ((error: unknown) => void) | undefined;
}

/**
 * Does something in the database, again and again while that is out of reach, for a minute at most. What was begun and
 * not committed has not happened; `work` must see to what may have been committed without our hearing of it.
 *
 * @throws whatever `work` throws beside; the signal's reason when it is aborted.
 */
export async function throughOutages<T>(work: () => Promise<T>, options: OutageOptions): Promise<T> {
  const { clock, signal } = options;
  let endAt: number | null = null;
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (endAt === null) options.onOutage?.(error);
      endAt ??= clock.now() + OUTAGE_LIMIT_MS;
      if (!isPassing(error) || clock.now() > endAt) throw error;
    }
    await clock.sleep(Math.min(20 * 2 ** attempt, 500), signal);
  }
}
