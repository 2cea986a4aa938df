import type { Duplex } from 'node:stream';
import type { Clock } from '../../util/clock.ts';
import { dialConsole, followFile, type ReachableSerial } from './console-source.ts';

export interface KeptConsole {
  /** null: not connected now. */
  current(): Duplex | null;
  /** Resolves when the signal was aborted and everything is closed. */
  readonly ended: Promise<unknown>;
}

export interface KeepConnectedOptions {
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Gets all output; the next comes when it has resolved. */
  readonly take: (chunk: Buffer) => Promise<void>;
}

const RETRY_MS = 250;

/** Keeps a stream to the console, which is opened again whenever it ends, and hands on what is printed. */
export function keepConnected(definition: ReachableSerial, options: KeepConnectedOptions): KeptConsole {
  const { clock, signal, take } = options;
  const outputLog = definition.method === 'unix' ? definition.outputLog : undefined;
  let current: Duplex | null = null;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const stream = dialConsole(definition);
      const stop = (): void => void stream.destroy();
      signal.addEventListener('abort', stop, { once: true });
      if (definition.method === 'exec') current = stream;
      else stream.once('connect', () => (current = stream));
      try {
        for await (const chunk of stream) if (outputLog === undefined) await take(chunk as Buffer);
      } catch {
        // not there now; tried again below
      }
      signal.removeEventListener('abort', stop);
      current = null;
      await clock.sleep(RETRY_MS, signal).catch(() => undefined);
    }
  };
  const following = outputLog === undefined ? Promise.resolve() : followFile(outputLog, signal, clock, take);
  return { current: () => current, ended: Promise.all([run(), following]) };
}
