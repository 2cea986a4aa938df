import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that can disturb its connections. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Holds back all data from now on, in both directions and without an error. */
  freeze(): void;
  /** Forwards data again, including the data that was held back. */
  thaw(): void;
  /** Resets all connections and returns their number. */
  cut(): number;
  /** Resets all connections after this number of further bytes, in both directions together. */
  cutAfter(bytes: number): Promise<void>;
}

/**
 * Starts a proxy on the loopback that forwards to a port of the loopback.
 *
 * @param onData - called with the forwarded data: `>` to the target, `<` from it.
 */
export async function startTcpProxy(
  targetPort: number,
  onData?: (direction: '>' | '<', text: string) => void,
): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  let passed = 0;
  let cutAt: { readonly bytes: number; readonly done: () => void } | undefined;
  const cut = (): number => {
    const count = sockets.size / 2;
    for (const socket of sockets) socket.resetAndDestroy();
    return count;
  };
  const join = (from: Socket, to: Socket, direction: '>' | '<'): void => {
    from.on('data', (chunk) => {
      onData?.(direction, chunk.toString());
      passed += chunk.length;
      if (cutAt !== undefined && passed >= cutAt.bytes) {
        cut();
        cutAt.done();
        cutAt = undefined;
      } else if (!to.write(chunk)) from.pause();
    });
    to.on('drain', () => isFrozen || from.resume());
    from.on('end', () => to.end()).on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    sockets.add(from);
    if (isFrozen) from.pause();
  };
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const target = connect({ host: '127.0.0.1', port: targetPort, noDelay: true, allowHalfOpen: true });
    join(client, target, '>');
    join(target, client, '<');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cutAfter: (bytes) => new Promise((done) => (cutAt = { bytes: passed + bytes, done })),
    freeze: () => {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      isFrozen = false;
      for (const socket of sockets) socket.resume();
    },
    cut,
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
