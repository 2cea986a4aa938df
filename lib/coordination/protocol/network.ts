import { connect, createServer } from 'node:net';
import type { Duplex } from 'node:stream';

/** The address on which a daemon listens. */
export interface ListenAddress {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** One end of a connection. */
export interface LineSocket extends Duplex {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /** Ends the connection when everything has been written. */
  destroySoon(): void;
}

/** A listener for connections. */
export interface Listener {
  readonly address: ListenAddress;
  /** Accepts no more connections; existing ones stay. */
  close(): void;
}

/** How daemons and harnesses connect: by TCP, or in the lab simulator. */
export interface Network {
  /** Emits `connect`, or `error`. */
  connect(address: ListenAddress): LineSocket;
  /** Resolves when it accepts connections; rejects when it cannot, such as when the port is in use. */
  listen(
    address: ListenAddress,
    onConnection: (socket: LineSocket) => void,
    onError: (error: Error) => void,
  ): Promise<Listener>;
}

/** TCP with keep-alive, so that the loss of the other machine is soon noticed. */
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
