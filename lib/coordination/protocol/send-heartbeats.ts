import type { Clock } from '../../util/clock.ts';
import type { LineClient } from './line-client.ts';

/**
 * Sends heartbeats to one of our daemons. If no answer arrives within `seconds`, ends the connection, since TCP does
 * not notice a network that drops all packets.
 *
 * Resolves when the connection has ended or `signal` is aborted.
 */
export async function sendHeartbeats(
  client: LineClient,
  { clock, seconds, signal }: { readonly clock: Clock; readonly seconds: number; readonly signal: AbortSignal },
): Promise<void> {
  const gone = new AbortController();
  void client.closed.then(() => gone.abort());
  const either = AbortSignal.any([gone.signal, signal]);
  try {
    for (;;) {
      await clock.sleep((seconds * 1000) / 4, either);
      const answered = new AbortController();
      void clock.sleep(seconds * 1000, answered.signal).then(
        () => client[Symbol.asyncDispose](),
        () => undefined,
      );
      try {
        await client.command('ping');
      } finally {
        answered.abort();
      }
    }
  } catch {
    // ended: whoever uses the connection sees that
  }
}
