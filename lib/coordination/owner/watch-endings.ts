import { describeError } from '../../errors/osstest-error.ts';
import type { Clock } from '../../util/clock.ts';
import { connectLines } from '../protocol/line-client.ts';
import type { ListenAddress, Network } from '../protocol/network.ts';

export interface WatchEndingsOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: (message: string) => void;
  readonly network: Network;
  /** Called when tasks have ended, or may have ended during an absence of the owner daemon. */
  readonly onEnding: () => void;
}

const RETRY_MS = 500;

/** Watches the owner daemon for ends of tasks until the signal is aborted; reconnects after each loss. */
export async function watchEndings(address: ListenAddress, options: WatchEndingsOptions): Promise<void> {
  const { signal, clock, log, network, onEnding } = options;
  let complained = false;
  const watchOnce = async (): Promise<never> => {
    await using client = await connectLines({ banner: 'ms-ownerdaemon', address, signal, network });
    await client.command('await-endings');
    if (complained) {
      log('the owner daemon is reachable again');
      onEnding();
    }
    complained = false;
    for (;;) {
      await client.nextNotice(signal);
      onEnding();
    }
  };
  while (!signal.aborted) {
    try {
      await watchOnce();
    } catch (error) {
      if (signal.aborted) return;
      if (!complained) log(`owner daemon: ${describeError(error)}; trying again`);
      complained = true;
    }
    await clock.sleep(RETRY_MS, signal).catch(() => undefined);
  }
}
