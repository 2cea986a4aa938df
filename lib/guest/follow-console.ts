import { PassThrough } from 'node:stream';
import type { Host } from '../../typings/host.ts';
import type { Clock } from '../util/clock.ts';
import { days, seconds } from '../util/units.ts';
import { within } from '../util/within.ts';
import { openConsoleLog } from '../wire/serial/console-log.ts';
import { createLineSplitter } from '../wire/serial/line-splitter.ts';
import { createTerminalText } from '../util/terminal-text.ts';

export interface FollowConsoleOptions {
  /** The files on the host; need not be there yet. What is in them already is left out: it is of an earlier time. */
  readonly paths: readonly string[];
  /** Every line goes there, with the time at which it came, to about a second; appended to. */
  readonly logPath: string;
  readonly clock: Clock;
}

/** A console that is being followed. */
export interface FollowedConsole {
  /** Resolves when it has ended: it was told to, or the connection was lost. */
  readonly over: Promise<void>;
  /** Takes what has come so far, and ends the command on the host. Never throws. */
  end(): Promise<void>;
}

const PATIENCE_MS = seconds(3);
const MIB = 1024 ** 2;

/**
 * The host runs `tail` until our end of its input closes, be it that the connection is lost: nothing stays behind. It looks
 * once a second where a file was not there at first, which costs an QEMU host 0.4 % of a processor, and sends what came as
 * one.
 */
const FOLLOW = 'tail -q -n 0 -F "$@" 2>/dev/null & cat >/dev/null; sleep 0.2; kill $!';

/** Follows a guest's console, which is in files on its host, by one command that waits on the host. */
export function followConsole(host: Pick<Host, 'exec'>, options: FollowConsoleOptions): FollowedConsole {
  const { paths, logPath, clock } = options;
  const log = openConsoleLog(logPath, clock, 64 * MIB);
  const splitter = createLineSplitter();
  const toText = createTerminalText();
  const [input, stop] = [new PassThrough(), new AbortController()];
  const run = host.exec(['sh', '-c', FOLLOW, 'sh', ...paths], {
    stdin: input,
    onStdout: (chunk) => void log.append(splitter.feed(toText(chunk)), splitter.unfinished()),
    okExitCodes: 'any',
    maxOutputBytes: 0,
    silent: true,
    timeoutMs: days(30),
    signal: stop.signal,
  });
  const over = run.then(
    () => log.close(),
    () => log.close(),
  );
  const end = async (): Promise<void> => {
    input.end();
    if ((await within(over, PATIENCE_MS, clock)) === 'late') stop.abort();
    await over;
  };
  return { over, end };
}
