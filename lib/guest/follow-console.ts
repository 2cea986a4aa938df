import { PassThrough } from 'node:stream';
import type { Host } from '../../typings/host.ts';
import type { Clock } from '../util/clock.ts';
import { days, seconds } from '../util/units.ts';
import { within } from '../util/within.ts';
import { openConsoleLog } from '../wire/serial/console-log.ts';
import { createLineSplitter } from '../wire/serial/line-splitter.ts';
import { createTerminalText } from '../util/terminal-text.ts';

export interface FollowConsoleOptions {
  /** The files on the host, which may not exist yet. Their present contents are from an earlier time and are skipped. */
  readonly paths: readonly string[];
  /** The file to which each line is appended, with the time of its arrival, accurate to about a second. */
  readonly logPath: string;
  readonly clock: Clock;
}

/** A console that is being followed. */
export interface FollowedConsole {
  /** Resolves when the console is no longer followed: after `end`, or after the connection was lost. */
  readonly over: Promise<void>;
  /** Writes what has arrived so far, and ends the command on the host. Never throws. */
  end(): Promise<void>;
}

const PATIENCE_MS = seconds(3);
const MIB = 1024 ** 2;

/**
 * The host runs `tail` until its standard input is closed, which a lost connection also does: no process remains. `tail`
 * polls once a second for a file that did not exist at first, which costs a QEMU host 0.4 % of a processor. It sends what
 * arrived in between in one piece.
 */
const FOLLOW = 'tail -q -n 0 -F "$@" 2>/dev/null & cat >/dev/null; sleep 0.2; kill $!';

/** Follows the console of a guest, which is in files on its host, with one command that waits on the host. */
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
