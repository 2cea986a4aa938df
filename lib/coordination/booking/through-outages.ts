import { isPassing } from '../../db/failures.ts';
import { withReconnect } from '../../db/with-reconnect.ts';
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
  const { clock, signal, onOutage } = options;
  signal?.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    onOutage?.(error);
    if (!isPassing(error)) throw error;
    signal?.throwIfAborted();
  }
  return withReconnect(work, { timeoutMs: OUTAGE_LIMIT_MS, clock, signal });
}
