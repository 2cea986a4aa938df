import { describeError } from '../../errors/osstest-error.ts';
import { untilAborted } from '../../util/abort.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import type { LineServer } from '../protocol/line-server.ts';
import { tcpNetwork, type ListenAddress, type Network } from '../protocol/network.ts';
import type { DaemonLock, LockOptions } from './daemon-lock.ts';

/** A daemon that serves, or waits for its turn to serve. */
export interface Daemon extends AsyncDisposable {
  /**
   * The address on which it listens. Resolves when the daemon serves; beside another instance that is when the other
   * one has ended.
   */
  readonly serving: Promise<ListenAddress>;
}

export interface DaemonOptions {
  /** Default: 127.0.0.1, any free port. */
  readonly listen?: ListenAddress | undefined;
  readonly clock?: Clock | undefined;
  /** Logs one line, without a time. */
  readonly log?: ((message: string) => void) | undefined;
  /** Default: TCP. */
  readonly network?: Network | undefined;
}

/** The options with their defaults. */
export interface DaemonSettings {
  readonly listen: ListenAddress;
  readonly clock: Clock;
  readonly log: (message: string) => void;
  readonly network: Network;
}

/** Waits for the lock that makes this process the only daemon of its kind. */
export type AcquireLock = (options: LockOptions) => Promise<DaemonLock>;

/** The service of a daemon while it has the lock. */
export interface DaemonService {
  readonly server: LineServer;
  /** Stops the work that it does beside serving. */
  stop(): Promise<void>;
}

const RETRY_MS = 250;

/** Runs a daemon: waits for the database and the lock, serves, and starts again when it loses either. */
export function runDaemon(
  acquire: AcquireLock,
  kind: 'owner' | 'queue',
  options: DaemonSettings,
  serve: (listen: ListenAddress) => Promise<DaemonService>,
): Daemon {
  const stop = new AbortController();
  const served = deferred<ListenAddress>();
  const running = serveUntilStopped({
    acquire,
    kind,
    settings: options,
    signal: stop.signal,
    serve,
    onServing: (address) => served.resolve(address),
  });
  void running.then(() => served.reject(new Error(`the ${kind} daemon was stopped before it served`)));
  served.promise.catch(() => undefined); // the caller may ignore it
  return {
    serving: served.promise,
    [Symbol.asyncDispose]: async () => {
      stop.abort(new Error('stopped'));
      await running;
    },
  };
}

interface ServingDaemon {
  readonly acquire: AcquireLock;
  readonly kind: 'owner' | 'queue';
  readonly settings: DaemonSettings;
  /** Aborted when the daemon must stop. */
  readonly signal: AbortSignal;
  readonly serve: (listen: ListenAddress) => Promise<DaemonService>;
  readonly onServing: (address: ListenAddress) => void;
}

async function serveUntilStopped(daemon: ServingDaemon): Promise<void> {
  const { acquire, kind, signal, serve, onServing } = daemon;
  const { clock, log, listen } = daemon.settings;
  let address = listen;
  const serveOnce = async (): Promise<void> => {
    const onWait = (): void => log(`another ${kind} daemon serves this database: waiting until it ends`);
    await using lock = await acquire({ signal, clock, everyMs: RETRY_MS, onWait });
    const service = await serve(address);
    address = service.server.address; // the same address after a restart
    log(`${kind} daemon: serving on ${address.host}:${address.port}`);
    onServing(address);
    await untilAborted(signal, lock.signal);
    log(`${kind} daemon: ${signal.aborted ? 'stopping' : 'lost its database session'}`);
    await service.stop();
    await service.server[Symbol.asyncDispose]();
  };
  while (!signal.aborted) {
    try {
      await serveOnce();
    } catch (error) {
      if (!signal.aborted) log(`${kind} daemon: ${describeError(error)}`);
    }
    await clock.sleep(RETRY_MS, signal).catch(() => undefined);
  }
}

export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: Error): void;
}

/** A promise with its resolving functions: Node 20 has no Promise.withResolvers. */
function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

/** Returns the options with their defaults. */
export const daemonSettings = (options: DaemonOptions): DaemonSettings => ({
  listen: options.listen ?? { host: '127.0.0.1', port: 0 },
  clock: options.clock ?? systemClock,
  log: options.log ?? (() => undefined),
  network: options.network ?? tcpNetwork,
});
