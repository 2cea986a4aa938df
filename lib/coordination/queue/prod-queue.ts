import { connectLines } from '../protocol/line-client.ts';
import type { ListenAddress } from '../protocol/line-server.ts';

/** Tells the queue daemon that something has changed. @throws DaemonError (`DAEMON_FAILED`, blame lab) */
export async function prodQueue(address: ListenAddress): Promise<void> {
  await using client = await connectLines({ banner: 'ms-queuedaemon', address });
  await client.command('prod');
}
