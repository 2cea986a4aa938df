import { Duplex } from 'node:stream';
import type { LineSocket, ListenAddress, Network } from '../protocol/network.ts';

type Callback = (error?: Error | null) => void;

/** One end of a connection in this process. */
class MemorySocket extends Duplex implements LineSocket {
  readonly remoteAddress = '127.0.0.1';
  readonly remotePort: number;
  other: MemorySocket | null = null;
  #isEnded = false;

  constructor(remotePort: number, options: { readonly allowHalfOpen: boolean }) {
    super(options);
    this.remotePort = remotePort;
  }

  /** Receives from the other end; null: it has ended. */
  receive(chunk: Buffer | null): void {
    if (this.#isEnded || this.destroyed) return;
    this.#isEnded = chunk === null;
    this.push(chunk);
  }

  destroySoon(): void {
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy()).end();
  }

  override _read(): void {
    // whatever has been sent is there already
  }

  override _write(chunk: Buffer, _encoding: string, done: Callback): void {
    this.other?.receive(chunk);
    done();
  }

  override _final(done: Callback): void {
    this.other?.receive(null);
    done();
  }

  override _destroy(error: Error | null, done: Callback): void {
    this.other?.receive(null);
    done(error);
  }
}

/** Creates a network in this process, without delays: data arrives before the time advances. */
export function createMemoryNetwork(): Network {
  const listening = new Map<number, (socket: LineSocket) => void>();
  let lastPort = 40_000;
  const refuse = (socket: MemorySocket, { host, port }: ListenAddress): void =>
    void socket.destroy(new Error(`connect ECONNREFUSED ${host}:${port}`));
  return {
    connect: (address) => {
      const near = new MemorySocket(address.port, { allowHalfOpen: false });
      const far = new MemorySocket(++lastPort, { allowHalfOpen: true });
      process.nextTick(() => {
        const accept = listening.get(address.port);
        if (accept === undefined) return refuse(near, address);
        near.other = far;
        far.other = near;
        accept(far);
        near.emit('connect');
      });
      return near;
    },
    listen: ({ host, port }, onConnection) => {
      const actual = port === 0 ? ++lastPort : port;
      if (listening.has(actual)) return Promise.reject(new Error(`listen EADDRINUSE ${host}:${actual}`));
      listening.set(actual, onConnection);
      return Promise.resolve({ address: { host, port: actual }, close: () => void listening.delete(actual) });
    },
  };
}
