import type { Readable } from 'node:stream';

/**
 * The result of a command on a host.
 *
 * @example
 * const { exitCode, stdout } = await host.exec('systemctl is-active xend', { okExitCodes: 'any' });
 */
export interface CommandResult {
  /** Name of the host. */
  readonly host: string;
  /** The command line as the shell on the host received it. */
  readonly command: string;
  /** Exit code of the shell; null: it was killed by a signal, its connection was cut, or it never finished. */
  readonly exitCode: number | null;
  /** Signal that killed the shell, such as `KILL`. A program in it that was killed shows as `exitCode` 128 + signal number. */
  readonly signal: string | null;
  /** Standard output, at most its last `maxOutputBytes`. */
  readonly stdout: string;
  /** Standard error, at most its last `maxOutputBytes`. */
  readonly stderr: string;
  /** Whether `stdout` or `stderr` lacks its start, because it was longer than `maxOutputBytes`. */
  readonly outputCut: boolean;
  /** Duration of the command, in milliseconds. */
  readonly durationMs: number;
}

/**
 * Options of one command on a host.
 *
 * @example
 * await host.exec('apt-get -y dist-upgrade', { timeoutMs: minutes(20), signal });
 */
export interface ExecOptions {
  /** Time limit of the whole command, in milliseconds; default 60 s. */
  readonly timeoutMs?: number | undefined;
  /** Stops the command when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Input of the command; default: none. */
  readonly stdin?: string | Uint8Array | Readable;
  /** Called with each chunk that the command prints on stdout. */
  readonly onStdout?: (chunk: Buffer) => void;
  /** Called with each chunk that the command prints on stderr. */
  readonly onStderr?: (chunk: Buffer) => void;
  /** Exit codes that are no failure; default [0]. `'any'`: no exit code is a failure. */
  readonly okExitCodes?: readonly number[] | 'any';
  /** Bytes to retain of each of stdout and stderr; default 1 MiB. */
  readonly maxOutputBytes?: number;
  /** Emits no events: the command runs beside the steps and belongs to none. */
  readonly silent?: true;
}
