import { randomInt } from 'node:crypto';
import type { CommandResult, ExecOptions } from '../../../typings/command.ts';
import type { Emitter } from '../../../typings/events.ts';
import type { SshTarget } from '../../../typings/wire.ts';
import { CommandError, CommandTimeoutError } from '../../errors/command-errors.ts';
import { SshConnectionError } from '../../errors/ssh-errors.ts';
import type { Clock } from '../../util/clock.ts';
import { quoteShell } from '../../util/quote.ts';
import { startTimer } from '../../util/timer.ts';
import { emitCommand, type CommandEvents } from './emit-command.ts';
import type { KeptLink } from './kept-link.ts';
import { createOutputTail } from './output-tail.ts';
import { runSshCommand } from './run-ssh-command.ts';
import type { Slots } from '../../util/slots.ts';
import type { Link, NotBegun } from './link.ts';
import type { CommandEnd, CommandIo } from './ssh-command.ts';

/** The parts of a connection that commands, copies and tunnels share. */
export interface RunnerParts {
  readonly target: SshTarget;
  readonly kept: KeptLink;
  readonly slots: Slots;
  readonly clock: Clock;
  /** Throws when the caller may no longer touch the host. */
  readonly guard: () => void | Promise<void>;
  readonly emitter?: Emitter | undefined;
}

/** Runs one command, as SshConnection.exec describes. */
export type CommandRunner = (command: string | readonly string[], options?: ExecOptions) => Promise<CommandResult>;

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_OUTPUT_BYTES = 1024 * 1024;
const REFUSED_PAUSE_MS = 50;
const MAX_REFUSED_ALONE = 2;

/** Returns the function that runs commands on one connection. */
export function createCommandRunner(parts: RunnerParts): CommandRunner {
  let nextId = randomInt(2 ** 31) * 1000; // so that the numbers of several connections do not collide
  return async (command, options = {}) => {
    const line = typeof command === 'string' ? command : quoteShell(command);
    return inSlot(parts, options.signal, () => {
      const emitter = options.silent === true ? undefined : parts.emitter;
      const events = emitCommand(emitter, nextId++, line, options.maxOutputBytes ?? DEFAULT_OUTPUT_BYTES);
      return runAndJudge(parts, line, options, events);
    });
  };
}

/** Waits for a free slot, calls the guard, then runs the work. */
export async function inSlot<T>(
  parts: RunnerParts,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const release = await parts.slots.take(signal);
  try {
    await parts.guard(); // after the wait for a slot, which may be long
    signal?.throwIfAborted();
    return await work();
  } finally {
    release();
  }
}

async function runAndJudge(
  parts: RunnerParts,
  line: string,
  options: ExecOptions,
  events: CommandEvents,
): Promise<CommandResult> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const stdout = createOutputTail(options.maxOutputBytes ?? DEFAULT_OUTPUT_BYTES);
  const stderr = createOutputTail(options.maxOutputBytes ?? DEFAULT_OUTPUT_BYTES);
  const io: CommandIo = {
    stdin: options.stdin,
    timeoutMs,
    signal: options.signal,
    clock: parts.clock,
    stdout: (chunk) => {
      stdout.append(chunk);
      events.output('stdout', chunk);
      options.onStdout?.(chunk);
    },
    onStderr: (chunk) => {
      stderr.append(chunk);
      events.output('stderr', chunk);
      options.onStderr?.(chunk);
    },
  };
  const beganAt = performance.now();
  let exitCode: number | null = null;
  try {
    const end = await runOnKeptLink(parts, line, io);
    exitCode = end.exitCode;
    const result: CommandResult = {
      host: parts.target.name,
      command: line,
      exitCode,
      signal: end.signal,
      stdout: stdout.text(),
      stderr: stderr.text(),
      outputCut: stdout.isCut || stderr.isCut,
      durationMs: performance.now() - beganAt,
    };
    return judge(end, result, options, timeoutMs);
  } finally {
    events.finished(exitCode, performance.now() - beganAt);
  }
}

function judge(end: CommandEnd, result: CommandResult, options: ExecOptions, timeoutMs: number): CommandResult {
  if (end.cut?.by === 'abort') throw options.signal?.reason;
  if (end.cut?.by === 'timeout') throw new CommandTimeoutError(result, timeoutMs, end.cut.fate);
  if (end.cut !== null) throw new CommandError(result, { cause: end.cut.streamError });
  const ok = options.okExitCodes ?? [0];
  if (result.exitCode !== null && (ok === 'any' || ok.includes(result.exitCode))) return result;
  throw new CommandError(result);
}

/** Runs a command on the present connection or a new one. Retries it if the host certainly did not start it. */
export async function runOnKeptLink(parts: RunnerParts, line: string, io: CommandIo): Promise<CommandEnd> {
  const giveUpAt = parts.clock.now() + io.timeoutMs;
  for (let renewed = false, refusedAlone = 0; ;) {
    const link = await linkInTime(parts, io);
    const end = await runSshCommand(link, line, io);
    if (!('notBegun' in end)) return end;
    const isLost = link.lost.aborted;
    if (!isLost && parts.slots.used() === 1) refusedAlone++;
    // The loss of an idle connection is noticed only now. A full connection accepts a channel when another command
    // ends, which may have happened since the host's answer.
    const retry = isLost ? !renewed : refusedAlone <= MAX_REFUSED_ALONE && parts.clock.now() < giveUpAt;
    if (!retry) throw explain(end);
    if (isLost) renewed = true;
    else await parts.clock.sleep(REFUSED_PAUSE_MS, io.signal);
  }
}

const explain = (end: NotBegun): Error => end.notBegun;

/** Returns the connection; throws if there is none within the command's time limit. */
async function linkInTime(parts: RunnerParts, io: CommandIo): Promise<Link> {
  const present = parts.kept.present();
  if (present !== null) return present;
  const stop = new AbortController();
  const tooLate = (): void => {
    const message = `no ssh connection within the command's time limit of ${io.timeoutMs / 1000} s`;
    stop.abort(new SshConnectionError(parts.target.name, 'timed-out', message));
  };
  const stopTimer = startTimer(io.timeoutMs, tooLate, parts.clock);
  try {
    return await parts.kept.get(io.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, io.signal]));
  } finally {
    stopTimer();
  }
}
