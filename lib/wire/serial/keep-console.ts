import { describeError } from '../../errors/osstest-error.ts';
import { onAbort } from '../../util/abort.ts';
import type { Clock } from '../../util/clock.ts';
import type { ConsoleStream } from './console-stream.ts';

export interface KeepConsoleOptions {
  readonly open: () => Promise<ConsoleStream>;
  /** Takes a chunk. The next chunk is read when the promise resolves. */
  readonly onChunk: (chunk: Buffer) => Promise<void> | void;
  /** Called at each connection, and at each loss with its reason. */
  readonly onChange: (isConnected: boolean, reason: string) => void;
  readonly clock: Clock;
  /** Closes the console for good. */
  readonly signal: AbortSignal;
}

/** A console's byte stream that is connected again after a loss. */
export interface KeptConsole {
  /** Returns the present stream; waits until there is one. */
  stream(signal: AbortSignal): Promise<ConsoleStream>;
  /** Resolves when the console is closed, after the signal was aborted. */
  readonly over: Promise<void>;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;
/** More than any real console prints. Faster output is read later, so that it cannot take all processor time. */
const BYTES_A_SECOND = 16 * 1024 * 1024;

/** Connects to a console, and again after each loss, until the signal is aborted. */
export function keepConsole(options: KeepConsoleOptions): KeptConsole {
  let present: ConsoleStream | null = null;
  const waiting = new Set<(stream: ConsoleStream) => void>();
  const serve = async (): Promise<void> => {
    for (let pauseMs = FIRST_PAUSE_MS; !options.signal.aborted;) {
      const stream = await options.open().catch(describeError);
      if (typeof stream === 'string') {
        await pause(options, pauseMs);
        pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
        continue;
      }
      pauseMs = FIRST_PAUSE_MS;
      present = stream;
      for (const give of waiting) give(stream);
      waiting.clear();
      options.onChange(true, '');
      const reason = await pump(stream, options);
      present = null;
      options.onChange(false, reason);
      await pause(options, pauseMs);
    }
  };
  return {
    over: serve(),
    stream: (signal) =>
      present !== null
        ? Promise.resolve(present)
        : new Promise((resolve, reject) => {
            waiting.add(resolve);
            onAbort(signal, (reason) => {
              waiting.delete(resolve);
              reject(reason);
            });
          }),
  };
}

const pause = (options: KeepConsoleOptions, ms: number): Promise<void> =>
  options.clock.sleep(ms, options.signal).catch(() => undefined);

/** Reads until the stream or the console ends. Resolves to the reason. */
async function pump(stream: ConsoleStream, options: KeepConsoleOptions): Promise<string> {
  const { clock, signal } = options;
  const cancel = onAbort(signal, () => stream.close());
  let secondBegan = clock.now();
  let bytes = 0;
  try {
    for await (const chunk of stream.input as AsyncIterable<Buffer>) {
      await options.onChunk(chunk);
      bytes += chunk.length;
      const leftMs = secondBegan + 1000 - clock.now();
      if (leftMs > 0 && bytes > BYTES_A_SECOND) await pause(options, leftMs);
      if (leftMs <= 0 || bytes > BYTES_A_SECOND) [secondBegan, bytes] = [clock.now(), 0];
    }
  } catch (error) {
    return describeError(error);
  } finally {
    cancel();
    stream.close();
  }
  return stream.ended;
}
