import { createServer, type Server } from 'node:net';
import { sha256 } from './digest.ts';
import { systemClock } from './clock.ts';

export interface ProcessLock extends AsyncDisposable {
  readonly name: string;
}

export interface ProcessLockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once when another process holds the lock. */
  readonly onWait?: () => void;
}

/**
 * Waits for a lock that excludes all other processes of this machine (of this network namespace).
 *
 * The lock is an abstract unix socket: the kernel frees it when the holder exits, so no stale lock remains.
 */
export async function acquireProcessLock(name: string, options: ProcessLockOptions = {}): Promise<ProcessLock> {
  for (let waited = false; ; waited = true) {
    options.signal?.throwIfAborted();
    const lock = await tryProcessLock(name);
    if (lock !== null) return lock;
    if (!waited) options.onWait?.();
    await systemClock.sleep(200, options.signal);
  }
}

/** Takes the lock if it is free; null: another process, or this one, holds it. */
export async function tryProcessLock(name: string): Promise<ProcessLock | null> {
  const server = await listen(`\0osstest-lock-${sha256(name).slice(0, 32)}`);
  if (server === null) return null;
  return {
    name,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve()); // closing twice only calls back with an error
      }),
  };
}

function listen(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}
