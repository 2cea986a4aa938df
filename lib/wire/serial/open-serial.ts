import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { ConsoleCrash, SerialConsole } from '../../../typings/wire.ts';
import { SerialError } from '../../errors/serial-errors.ts';
import { TimeoutError } from '../../errors/general-errors.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { createConsoleReader } from './console-reader.ts';
import { dialConsole, followFile, type ReachableSerial } from './console-source.ts';
import { findCrash } from './crash-patterns.ts';

export interface SerialOptions {
  /** Every line goes there, with its time in front; appended. */
  readonly logPath: string;
  readonly clock?: Clock;
}

const RETRY_MS = 250;
const KEPT_LINES = 1000;
/** After a crash its many further lines tell of the same one. */
const SAME_CRASH_MS = 30_000;

/**
 * Watches and drives the serial console of a box. A console that is not there yet, or goes away (the box is switched off),
 * is waited for; where the definition has an `outputLog`, nothing that is printed meanwhile is lost.
 *
 * @param name - of the box, for messages.
 */
export function openSerial(name: string, definition: ReachableSerial, options: SerialOptions): SerialConsole {
  const clock = options.clock ?? systemClock;
  const closing = new AbortController();
  const log = createWriteStream(options.logPath, { flags: 'a' });
  log.on('error', () => undefined); // a full disk must not end the watch for crashes
  const lines: string[] = [];
  const crashListeners = new Set<(crash: ConsoleCrash) => void>();
  const expecting = new Set<() => void>();
  let lineCount = 0;
  let lastCrashAt = -Infinity;
  const reader = createConsoleReader((line) => {
    const at = new Date(clock.now());
    log.write(`${at.toISOString()} ${line}\n`);
    lines.push(line);
    lineCount += 1;
    if (lines.length > KEPT_LINES) lines.shift();
    const crash = findCrash(line);
    if (crash === null || at.getTime() - lastCrashAt < SAME_CRASH_MS) return;
    if (crash.kind !== 'linux-oops') lastCrashAt = at.getTime();
    for (const listener of crashListeners) listener({ ...crash, at });
  });
  const take = async (chunk: Buffer): Promise<void> => {
    reader.take(chunk);
    for (const wake of expecting) wake();
    if (log.writableNeedDrain && !log.destroyed) await Promise.race([once(log, 'drain'), once(log, 'close')]);
  };
  const wire = keepConnected(definition, { clock, signal: closing.signal, take });
  const watching = Promise.all([wire.ended, wire.follow()]);

  return {
    logPath: options.logPath,
    write: async (text) => {
      const stream = wire.current();
      if (stream === null)
        throw new SerialError(`${name}: serial console (${definition.method}): not connected, so nothing can be typed`);
      await new Promise<void>((resolve, reject) =>
        stream.write(text, (error) =>
          error ? reject(new SerialError(`${name}: serial console: ${error.message}`, { cause: error })) : resolve(),
        ),
      );
    },
    expect: (pattern, wait) =>
      expectLine(
        { name, lines: () => lines, lineCount: () => lineCount, unfinished: reader.unfinished, expecting, clock },
        pattern,
        wait,
      ),
    onCrash: (listener) => {
      crashListeners.add(listener);
      return () => void crashListeners.delete(listener);
    },
    tail: (count) => lines.slice(-count),
    [Symbol.asyncDispose]: async () => {
      if (closing.signal.aborted) return;
      closing.abort();
      await watching;
      if (reader.unfinished() !== '') log.write(`${new Date(clock.now()).toISOString()} ${reader.unfinished()}\n`);
      if (!log.destroyed) await new Promise<void>((resolve) => log.end(() => resolve()));
    },
  };
}

interface Wire {
  /** null: not connected now. */
  current(): Duplex | null;
  readonly ended: Promise<void>;
  follow(): Promise<void>;
}

function keepConnected(
  definition: ReachableSerial,
  {
    clock,
    signal,
    take,
  }: { readonly clock: Clock; readonly signal: AbortSignal; readonly take: (chunk: Buffer) => Promise<void> },
): Wire {
  const outputLog = definition.method === 'unix' ? definition.outputLog : undefined;
  let current: Duplex | null = null;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const stream = dialConsole(definition);
      const stop = (): void => void stream.destroy();
      signal.addEventListener('abort', stop, { once: true });
      stream.once('connect', () => (current = stream));
      if (definition.method === 'exec') current = stream;
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
  return {
    current: () => current,
    ended: run(),
    follow: () => (outputLog === undefined ? Promise.resolve() : followFile(outputLog, signal, clock, take)),
  };
}

interface ExpectSource {
  readonly name: string;
  readonly lines: () => readonly string[];
  readonly lineCount: () => number;
  readonly unfinished: () => string;
  readonly expecting: Set<() => void>;
  readonly clock: Clock;
}

async function expectLine(
  source: ExpectSource,
  pattern: RegExp,
  wait: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
): Promise<RegExpExecArray> {
  const { lines, lineCount, unfinished, expecting, clock } = source;
  let looked = lineCount();
  const look = (): RegExpExecArray | null => {
    const fresh = Math.min(lineCount() - looked, lines().length);
    looked = lineCount();
    for (const line of [...lines().slice(lines().length - fresh), unfinished()]) {
      const match = new RegExp(pattern.source, pattern.flags.replace('g', '')).exec(line);
      if (match !== null) return match;
    }
    return null;
  };
  const over = new AbortController();
  const given = wait.signal === undefined ? over.signal : AbortSignal.any([over.signal, wait.signal]);
  try {
    return await new Promise<RegExpExecArray>((resolve, reject) => {
      const wake = (): void => {
        const match = look();
        if (match !== null) resolve(match);
      };
      expecting.add(wake);
      over.signal.addEventListener('abort', () => expecting.delete(wake));
      clock.sleep(wait.timeoutMs, given).then(
        () =>
          reject(
            new TimeoutError(
              `${source.name}: ${pattern} on the serial console`,
              wait.timeoutMs,
              unfinished() || lines().at(-1),
            ),
          ),
        (error: unknown) => reject(error as Error),
      );
    });
  } finally {
    over.abort();
  }
}
