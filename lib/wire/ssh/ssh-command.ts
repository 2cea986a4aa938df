import type { Readable, Writable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Clock } from '../../util/clock.ts';
import type { ChannelEnd } from './link.ts';

/** What goes in and out of one command. */
export interface CommandIo {
  readonly stdin?: string | Uint8Array | Readable | undefined;
  /** Called with each chunk, or a stream that takes them at its own pace. */
  readonly stdout: ((chunk: Buffer) => void) | Writable;
  readonly onStderr: (chunk: Buffer) => void;
  /** From when the host is asked to run it. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly clock: Clock;
}

/** How a command ended. */
export interface CommandEnd {
  readonly exitCode: number | null;
  /** Such as `KILL`. */
  readonly signal: string | null;
  /** Set when we ended it: why, and what became of it. */
  readonly cut: Cut | null;
}

export interface Cut {
  readonly by: 'timeout' | 'abort' | 'stream';
  readonly fate: string;
  /** Of our stream that was its input or took its output. */
  readonly streamError?: Error;
}

/** A command that was begun on the host. */
export interface Running {
  readonly channel: ClientChannel;
  /** Of its shell, as soon as it says it; null: it never did. */
  readonly pid: Promise<number | null>;
  /** Comes after all of its output. */
  readonly ended: Promise<ChannelEnd>;
  /** What it exited with, while something that it left running still holds its output; null: not so. */
  exitedWith(): number | null;
  /** Resolves only when one of our streams fails. */
  readonly streamFailed: Promise<Error>;
  /** Ends our part: after the end, or when it is given up. */
  release(): void;
}
