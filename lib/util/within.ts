import type { Clock } from './clock.ts';

/** Waits for a promise for a limited time. Returns its value, or `late`. Rejects as the promise does. Leaves no timer. */
export async function within<T>(promise: Promise<T>, limitMs: number, clock: Clock): Promise<T | 'late'> {
  const over = new AbortController();
  const late = clock.sleep(limitMs, over.signal).then(
    () => 'late' as const,
    () => 'late' as const, // the promise settled first
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    over.abort();
  }
}
