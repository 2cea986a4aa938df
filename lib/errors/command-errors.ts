import { constants } from 'node:os';
import type { CommandResult } from '../../typings/command.ts';
import { OsstestError } from './osstest-error.ts';

abstract class CommandFailure extends OsstestError implements CommandResult {
  readonly blame = 'test';
  readonly host: string;
  readonly command: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputCut: boolean;
  readonly durationMs: number;

  constructor(result: CommandResult, whatHappened: string, options?: ErrorOptions) {
    super(`${result.host}: "${shorten(result.command)}" ${whatHappened}`, options);
    this.host = result.host;
    this.command = result.command;
    this.exitCode = result.exitCode;
    this.signal = result.signal;
    this.stdout = result.stdout;
    this.stderr = result.stderr;
    this.outputCut = result.outputCut;
    this.durationMs = result.durationMs;
  }
}

/** A command on a host exited with an unexpected exit code, or by a signal. Has every field of its result. */
export class CommandError extends CommandFailure {
  override readonly name = 'CommandError';
  readonly code = 'COMMAND_FAILED';

  constructor(result: CommandResult, options?: ErrorOptions) {
    super(result, `${endOf(result)} after ${inSeconds(result.durationMs)}${tellingLine(result)}`, options);
  }
}

/** A command on a host did not finish in time and was stopped. Has every field of the result so far. */
export class CommandTimeoutError extends CommandFailure {
  override readonly name = 'CommandTimeoutError';
  readonly code = 'COMMAND_TIMED_OUT';
  readonly timeoutMs: number;

  /** @param fate - the result of stopping it, such as `it was killed`. */
  constructor(result: CommandResult, timeoutMs: number, fate: string, options?: ErrorOptions) {
    super(result, `did not finish within ${inSeconds(timeoutMs)}; ${fate}${tellingLine(result)}`, options);
    this.timeoutMs = timeoutMs;
  }
}

export type FileCopyFailure =
  | 'not-found' // the file to read does not exist
  | 'timed-out'
  | 'failed'; // the message has the reason

/** A file could not be copied to or from a host; the destination is unchanged. */
export class FileCopyError extends OsstestError {
  override readonly name = 'FileCopyError';
  readonly code = 'FILE_COPY_FAILED';
  readonly blame = 'test';
  readonly host: string;
  readonly remotePath: string;
  readonly reason: FileCopyFailure;

  constructor(
    host: string,
    copy: { readonly remotePath: string; readonly attempt: string; readonly reason: FileCopyFailure },
    why: string,
    options?: ErrorOptions,
  ) {
    super(`${host}: ${copy.attempt} failed: ${why}`, options);
    this.host = host;
    this.remotePath = copy.remotePath;
    this.reason = copy.reason;
  }
}

function endOf({ exitCode, signal }: CommandResult): string {
  if (signal !== null) return `was ended by signal ${signal}`;
  const entries = exitCode === null ? [] : Object.entries(constants.signals);
  const name = entries.find(([, number]) => number + 128 === exitCode)?.[0];
  return name === undefined ? `exited ${exitCode}` : `exited ${exitCode} (a shell's code for ${name})`;
}

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const tellingLine = (result: CommandResult): string => {
  const line = lastLine(result.stderr) || lastLine(result.stdout);
  return line === '' ? '' : `: ${line}`;
};

const lastLine = (text: string): string =>
  (
    text
      .trimEnd()
      .split(/[\r\n]/)
      .at(-1) ?? ''
  )
    .trim()
    .slice(0, 300);

function shorten(command: string): string {
  const [first = '', ...more] = command.trim().split('\n');
  const text = more.length > 0 ? `${first} ...` : first;
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
