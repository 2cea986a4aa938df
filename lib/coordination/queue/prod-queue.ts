import { connectLines } from '../protocol/line-client.ts';
import type { ListenAddress, Network } from '../protocol/network.ts';

/** Requests a queue run, after a change. @throws DaemonError (`DAEMON_FAILED`, blame lab) */
export async function prodQueue(address: ListenAddress, network?: Network): Promise<void> {
  await using client = await connectLines({ banner: 'ms-queuedaemon', address, network });
  await client.command('prod');
}
