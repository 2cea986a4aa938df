import type { Clock } from '../../util/clock.ts';
import type { LineSocket, Listener, Network } from '../protocol/network.ts';

/** A part of a simulation that acts as a process of its own and can be killed. */
export interface SimulatedProcess {
  readonly name: string;
  readonly clock: Clock;
  readonly network: Network;
  readonly isAlive: boolean;
  /** Returns the object bound to this process: once the process is killed, calls do nothing and never return. */
  with<T extends object>(store: T): T;
  /** Acts as `kill -9`: the process does nothing more, and its connections end. */
  kill(): void;
}

const never = (): Promise<never> => new Promise(() => undefined);

export function startProcess(name: string, clock: Clock, network: Network): SimulatedProcess {
  let isAlive = true;
  const sockets = new Set<LineSocket>();
  const listeners = new Set<Listener>();
  const keep = (socket: LineSocket): LineSocket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  const alive = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!isAlive) return never();
    try {
      const result = await work();
      return isAlive ? result : await never();
    } catch (error) {
      if (!isAlive) return never();
      throw error;
    }
  };
  return {
    name,
    get isAlive() {
      return isAlive;
    },
    clock: { now: () => clock.now(), sleep: (ms, signal) => alive(() => clock.sleep(ms, signal)) },
    network: {
      connect: (address) => keep(network.connect(isAlive ? address : { ...address, port: -1 })),
      listen: (address, onConnection, onError) =>
        alive(async () => {
          const listener = await network.listen(address, (socket) => onConnection(keep(socket)), onError);
          listeners.add(listener);
          return listener;
        }),
    },
    with: (store) =>
      new Proxy(store, {
        get: (target, key) => {
          const method = Reflect.get(target, key) as (...values: unknown[]) => Promise<unknown>;
          return (...values: unknown[]) => alive(async () => method(...values));
        },
      }),
    kill: () => {
      isAlive = false;
      for (const listener of listeners) listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
