import { connect, createServer } from 'node:net';
import type { Duplex } from 'node:stream';

/** Where a daemon listens. */
export interface ListenAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** One end of a connection. */
export interface LineSocket extends Duplex {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /** Ends it when everything has been written. */
  destroySoon(): void;
}

/** What accepts connections. */
export interface Listener {
  readonly address: ListenAddress;
  /** Takes no more connections; those that there are stay. */
  close(): void;
}

/** How daemons and harnesses reach each other: TCP, or the lab simulator's. */
export interface Network {
  /** Emits `connect`, or `error`. */
  connect(address: ListenAddress): LineSocket;
  /** Resolves when connections are taken; rejects when they can't be, such as where the port is taken. */
  listen(
    address: ListenAddress,
    onConnection: (socket: LineSocket) => void,
    onError: (error: Error) => void,
  ): Promise<Listener>;
}

/** Connections on which it is soon noticed that the other machine has vanished. */
export const tcpNetwork: Network = {
  connect: ({ host, port }) => connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 5000 }),
  listen: ({ host, port }, onConnection, onError) => {
    const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 5000 });
    server.on('connection', onConnection);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, backlog: 1024 }, () => {
        server.off('error', reject);
        server.on('error', onError);
        const address = server.address();
        const actual = typeof address === 'object' && address !== null ? address.port : port;
        resolve({ address: { host, port: actual }, close: () => server.close() });
      });
    });
  },
};
