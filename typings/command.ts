import type { Readable } from 'node:stream';

/** How a command on a host ended. */
export interface CommandResult {
  /** Name of the host. */
  readonly host: string;
  /** The command line as the shell on the host got it. */
  readonly command: string;
  /** null: ended by a signal, cut off, or never finished. */
  readonly exitCode: number | null;
  /** Such as `KILL`: its shell was ended by it. What a program in it was ended by is `exitCode` 128 + its number. */
  readonly signal: string | null;
  /** At most the last `maxOutputBytes`; what was cut is said in `outputCut`. */
  readonly stdout: string;
  readonly stderr: string;
  readonly outputCut: boolean;
  readonly durationMs: number;
}

/** Options of one command on a host. */
export interface ExecOptions {
  /** Whole command; default 60 s. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly stdin?: string | Uint8Array | Readable;
  /** Gets what the command prints, as it comes. */
  readonly onStdout?: (chunk: Buffer) => void;
  /** The same of its stderr. */
  readonly onStderr?: (chunk: Buffer) => void;
  /** Exit codes that are an answer and not a failure; default [0]. `'any'`: every exit code is an answer. */
  readonly okExitCodes?: readonly number[] | 'any';
  /** Kept of each of stdout and stderr; default 1 MiB. */
  readonly maxOutputBytes?: number;
  /** Emits no events: the command runs beside the steps and is part of none. */
  readonly silent?: true;
}
