import type { Readable, Writable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Clock } from '../../util/clock.ts';
import type { ChannelEnd } from './link.ts';

/** Input, output and limits of one command. */
export interface CommandIo {
  readonly stdin?: string | Uint8Array | Readable | undefined;
  /** A function that is called with each chunk, or a stream that takes them at its own pace. */
  readonly stdout: ((chunk: Buffer) => void) | Writable;
  readonly onStderr: (chunk: Buffer) => void;
  /** Time limit, from the request to the host. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly clock: Clock;
}

/** How a command ended. */
export interface CommandEnd {
  readonly exitCode: number | null;
  /** Name without `SIG`, such as `KILL`. */
  readonly signal: string | null;
  /** Set if osstest stopped the command: the reason, and the fate of the command. */
  readonly cut: Cut | null;
}

export interface Cut {
  readonly by: 'timeout' | 'abort' | 'stream';
  readonly fate: string;
  /** The error of the caller's stream that was its input or took its output. */
  readonly streamError?: Error;
}

/** A command that was started on the host. */
export interface Running {
  readonly channel: ClientChannel;
  /** Process id of its shell, as soon as the shell reports it; null: it did not. */
  readonly pid: Promise<number | null>;
  /** Resolves after all of its output. */
  readonly ended: Promise<ChannelEnd>;
  /** Returns the exit code, also while a process that the command left running holds its output; null: none yet. */
  exitedWith(): number | null;
  /** Resolves only when a stream of the caller fails. */
  readonly streamFailed: Promise<Error>;
  /** Releases the channel or lane, after the end or when the command is abandoned. */
  release(): void;
}
