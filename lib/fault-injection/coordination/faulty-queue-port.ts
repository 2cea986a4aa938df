import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A proxy in front of the queue daemon's port, which reads what the harnesses send. */
export interface FaultyQueuePort extends AsyncDisposable {
  readonly port: number;
  /** The port to which it forwards connections. */
  targetPort: number;
}

/** Starts the proxy. `onTaken` is called when a harness has allocated hosts and is sending this to the daemon. */
export async function startFaultyQueuePort(onTaken: () => void): Promise<FaultyQueuePort> {
  const server = createServer({ noDelay: true }, (client) => {
    const daemon = connect({ host: '127.0.0.1', port: faulty.targetPort, noDelay: true });
    client.on('data', (chunk) => {
      if (chunk.includes('"Allocated"')) onTaken();
      daemon.write(chunk);
    });
    daemon.on('data', (chunk) => client.write(chunk));
    for (const [from, to] of [
      [client, daemon],
      [daemon, client],
    ] as const) {
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const faulty: FaultyQueuePort = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    targetPort: 0,
    [Symbol.asyncDispose]: async () => {
      server.close();
    },
  };
  return faulty;
}
