import type { ConsoleCrash, SerialConsole } from '../../../typings/wire.ts';
import { SerialError } from '../../errors/serial-errors.ts';
import { onAbort } from '../../util/abort.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { startTimer } from '../../util/timer.ts';
import { seconds } from '../../util/units.ts';
import { openConsoleLog, type ConsoleLog } from './console-log.ts';
import { openConsoleStream, type ConsoleStream, type ReachableSerial } from './console-stream.ts';
import { watchCrashes, type CrashWatch } from './crash-watch.ts';
import { createExpectations, type LineExpectations } from './expect-line.ts';
import { keepConsole, type KeptConsole } from './keep-console.ts';
import { followOutput } from './follow-output.ts';
import { createLineSplitter } from './line-splitter.ts';
import { createTerminalText } from '../../util/terminal-text.ts';

export interface SerialOptions {
  /** The file to which every line is appended, after its time. */
  readonly logPath: string;
  /** Called before each write; throws when the caller may no longer touch the host. */
  readonly guard?: () => void | Promise<void>;
  readonly clock?: Clock;
  /** Maximum size of the log; default 1 GiB. */
  readonly maxLogBytes?: number;
}

const TAIL_LINES = 2000;
const WRITE_MS = seconds(20);
const GIB = 1024 ** 3;

interface Parts {
  readonly name: string;
  readonly clock: Clock;
  readonly log: ConsoleLog;
  readonly expectations: LineExpectations;
  readonly crashes: CrashWatch;
  readonly tail: string[];
  readonly splitter: ReturnType<typeof createLineSplitter>;
}

/**
 * Opens a host's serial console and logs it from now on.
 *
 * The console need not exist yet: osstest connects as soon as it does, and again after each loss, until disposal.
 * @param name - Name of the host, for messages.
 */
export function openSerial(name: string, definition: ReachableSerial, options: SerialOptions): SerialConsole {
  const clock = options.clock ?? systemClock;
  const log = openConsoleLog(options.logPath, clock, options.maxLogBytes ?? GIB);
  const stop = new AbortController();
  const listeners = new Set<(crash: ConsoleCrash) => void>();
  const parts: Parts = {
    name,
    clock,
    log,
    expectations: createExpectations(name, clock),
    crashes: watchCrashes(clock, (crash) => listeners.forEach((listener) => listener(crash))),
    tail: [],
    splitter: createLineSplitter(),
  };
  const toText = createTerminalText();
  const take = (chunk: Uint8Array): Promise<void> | void => takeText(parts, toText(chunk));
  const outputLog = definition.method === 'unix' ? definition.outputLog : undefined;
  const following =
    outputLog === undefined ? Promise.resolve() : followOutput(outputLog, { clock, signal: stop.signal, take });
  const kept = keepConsole({
    open: () => openConsoleStream(definition),
    onChunk: outputLog === undefined ? take : (): void => undefined,
    onChange: (isConnected, reason) => log.note(isConnected ? 'connected to the console' : `console lost: ${reason}`),
    clock,
    signal: stop.signal,
  });
  return {
    logPath: options.logPath,
    write: async (text) => {
      await options.guard?.();
      await write(parts, kept, stop.signal, text);
    },
    expect: (pattern, wait) => parts.expectations.expect(pattern, wait),
    onCrash: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tail: (lines) => [...parts.tail, ...openLine(parts)].slice(-lines),
    [Symbol.asyncDispose]: async () => {
      await close(parts, stop, [kept.over, following]);
      await log.close();
    },
  };
}

const openLine = (parts: Parts): readonly string[] => {
  const line = parts.splitter.unfinished();
  return line === '' ? [] : [line];
};

function takeText(parts: Parts, text: string): Promise<void> | void {
  const lines = parts.splitter.feed(text);
  parts.tail.push(...lines.slice(-TAIL_LINES));
  if (parts.tail.length > 2 * TAIL_LINES) parts.tail.splice(0, parts.tail.length - TAIL_LINES);
  parts.crashes.feed(lines, lines.length === 1 ? (lines[0] ?? '') : lines.join('\n'));
  parts.expectations.feed(lines, parts.splitter.unfinished());
  return parts.log.append(lines, parts.splitter.unfinished());
}

async function write(parts: Parts, kept: KeptConsole, over: AbortSignal, text: string): Promise<void> {
  const stop = new AbortController();
  const fail = (why: string): void => stop.abort(new SerialError(parts.name, why));
  const stopTimer = startTimer(WRITE_MS, () => fail(`not writable within ${WRITE_MS / 1000} s`), parts.clock);
  const cancel = onAbort(over, () => fail('closed'));
  try {
    await send(await kept.stream(stop.signal), text, stop.signal, parts.name);
  } finally {
    stopTimer();
    cancel();
  }
}

function send(stream: ConsoleStream, text: string, signal: AbortSignal, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    onAbort(signal, reject);
    stream.output.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(new SerialError(name, `write failed: ${error.message}`, { cause: error }));
    });
  });
}

async function close(parts: Parts, stop: AbortController, ends: readonly Promise<void>[]): Promise<void> {
  stop.abort();
  parts.expectations.end(new SerialError(parts.name, 'closed'));
  await Promise.all(ends);
  parts.crashes.end();
}
