import type { ConsoleCrash, SerialConsole } from '../../../typings/wire.ts';
import { SerialError } from '../../errors/serial-errors.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { openConsoleLog } from './console-log.ts';
import { createConsoleReader } from './console-reader.ts';
import type { ReachableSerial } from './console-source.ts';
import { findCrash } from './crash-patterns.ts';
import { expectLine, type ConsoleLines } from './expect-line.ts';
import { keepConnected, type KeptConsole } from './keep-connected.ts';

export interface SerialOptions {
  /** Every line goes there, with its time in front; appended. */
  readonly logPath: string;
  readonly clock?: Clock;
}

const KEPT_LINES = 1000;
/** After a panic its many further lines tell of the same one. */
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
  const log = openConsoleLog(options.logPath);
  const crashes = createCrashWatch(clock);
  const kept: string[] = [];
  let count = 0;
  const reader = createConsoleReader((line) => {
    log.write(new Date(clock.now()), line);
    count += 1;
    if (kept.push(line) > KEPT_LINES) kept.shift();
    crashes.look(line);
  });
  const lines: ConsoleLines = { name, kept, count: () => count, unfinished: reader.unfinished, listeners: new Set() };
  const take = async (chunk: Buffer): Promise<void> => {
    reader.take(chunk);
    for (const listener of lines.listeners) listener();
    await log.settled();
  };
  const wire = keepConnected(definition, { clock, signal: closing.signal, take });
  return {
    logPath: options.logPath,
    write: (text) => typeOn(wire, `${name}: serial console (${definition.method})`, text),
    expect: (pattern, wait) => expectLine(lines, pattern, { ...wait, clock }),
    onCrash: crashes.subscribe,
    tail: (wanted) => kept.slice(-wanted),
    [Symbol.asyncDispose]: async () => {
      if (closing.signal.aborted) return;
      closing.abort();
      await wire.ended;
      if (reader.unfinished() !== '') log.write(new Date(clock.now()), reader.unfinished());
      await log.close();
    },
  };
}

async function typeOn(wire: KeptConsole, subject: string, text: string): Promise<void> {
  const stream = wire.current();
  if (stream === null) throw new SerialError(`${subject}: not connected, so nothing can be typed`);
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error) => {
      if (error) reject(new SerialError(`${subject}: ${error.message}`, { cause: error }));
      else resolve();
    });
  });
}

interface CrashWatch {
  look(line: string): void;
  subscribe(listener: (crash: ConsoleCrash) => void): () => void;
}

/** Tells of each crash once. */
function createCrashWatch(clock: Clock): CrashWatch {
  const listeners = new Set<(crash: ConsoleCrash) => void>();
  let quietUntil = -Infinity;
  return {
    look: (line) => {
      const crash = findCrash(line);
      const now = clock.now();
      if (crash === null || now < quietUntil) return;
      if (crash.kind !== 'linux-oops') quietUntil = now + SAME_CRASH_MS;
      for (const listener of listeners) listener({ ...crash, at: new Date(now) });
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
