import type { Readable, Writable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { SshConnectionError } from '../../errors/ssh-errors.ts';
import type { Clock } from '../../util/clock.ts';
import { startTimer } from '../../util/timer.ts';
import { channelEnd, openExec, type ChannelEnd, type NotBegun } from './channel.ts';
import type { Link } from './dial.ts';
import { endRemote } from './end-remote.ts';
import { markShell, watchShellPid } from './shell-pid.ts';

/** What goes in and out of one command. */
export interface CommandIo {
  readonly stdin?: string | Uint8Array | Readable | undefined;
  /** Called with each chunk, or a stream that takes them at its own pace. */
  readonly stdout: ((chunk: Buffer) => void) | Writable;
  readonly onStderr: (chunk: Buffer) => void;
  /** From when the box is asked to run it. */
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

/**
 * Runs a command on an established connection.
 *
 * @throws SshConnectionError (`SSH_CONNECTION_FAILED`, blame lab) - connection lost meanwhile.
 */
export async function runCommand(link: Link, command: string, io: CommandIo): Promise<CommandEnd | NotBegun> {
  const cut = watchForCut(io);
  try {
    const opening = openExec(link, markShell(command));
    const channel = await Promise.race([opening, cut.happened]);
    if (typeof channel === 'string') {
      closeLater(opening);
      return { exitCode: null, signal: null, cut: { by: channel, fate: 'the box did not even begin it' } };
    }
    if ('notBegun' in channel) return channel;
    return await followChannel(link, channel, io, cut.happened);
  } finally {
    cut.stop();
  }
}

function closeLater(opening: Promise<ClientChannel | NotBegun>): void {
  opening.then((late) => void ('notBegun' in late || late.close())).catch(() => undefined);
}

async function followChannel(
  link: Link,
  channel: ClientChannel,
  io: CommandIo,
  cutHappened: Promise<'timeout' | 'abort'>,
): Promise<CommandEnd> {
  const ended = channelEnd(channel);
  const shell = watchShellPid(channel.stderr, io.onStderr);
  const exit = { code: null as number | null };
  channel.once('exit', (code: number | null) => (exit.code = code));
  const streamFailed = connectStdout(channel, io.stdout);
  const stdin = feed(channel, io.stdin);
  try {
    const first = await Promise.race([ended, cutHappened, stdin.failed, streamFailed]);
    if (typeof first !== 'string' && 'exitCode' in first) return naturalEnd(link, first);
    const fate =
      exit.code === null
        ? await endRemote(link, channel, shell.pid(), ended, io.clock)
        : `it exited ${exit.code}, but something that it left running holds its output open`;
    channel.close();
    const why = typeof first === 'string' ? { by: first } : { by: 'stream' as const, streamError: first };
    return { exitCode: null, signal: null, cut: { ...why, fate } };
  } finally {
    stdin.stop();
  }
}

function naturalEnd(link: Link, end: ChannelEnd): CommandEnd {
  if (end.exitCode !== undefined || end.signal !== undefined) {
    return { exitCode: end.exitCode ?? null, signal: end.signal ?? null, cut: null };
  }
  if (link.lost.aborted) throw link.lost.reason;
  const message = 'the box closed the channel without saying how the command ended';
  throw new SshConnectionError(link.target.name, 'lost', message);
}

function watchForCut(io: CommandIo): { readonly happened: Promise<'timeout' | 'abort'>; stop(): void } {
  let stop = (): void => undefined;
  const happened = new Promise<'timeout' | 'abort'>((resolve) => {
    const stopTimer = startTimer(io.timeoutMs, () => resolve('timeout'), io.clock);
    const onAbort = (): void => resolve('abort');
    if (io.signal?.aborted === true) onAbort();
    io.signal?.addEventListener('abort', onAbort, { once: true });
    stop = (): void => {
      stopTimer();
      io.signal?.removeEventListener('abort', onAbort);
    };
  });
  return { happened, stop: () => stop() };
}

/** Resolves only when the stream that takes the output fails. */
function connectStdout(channel: ClientChannel, stdout: CommandIo['stdout']): Promise<Error> {
  if (typeof stdout === 'function') {
    channel.on('data', stdout);
    return new Promise(() => undefined);
  }
  channel.pipe(stdout);
  return new Promise<Error>((resolve) => void stdout.once('error', resolve));
}

/** Sends the input; `failed` resolves when its source fails. A command may end without reading it. */
function feed(channel: ClientChannel, stdin: CommandIo['stdin']): { readonly failed: Promise<Error>; stop(): void } {
  channel.on('error', () => undefined); // writing to a command that has ended
  if (stdin === undefined || typeof stdin === 'string' || stdin instanceof Uint8Array) {
    channel.end(stdin);
    return { failed: new Promise(() => undefined), stop: () => undefined };
  }
  const failed = new Promise<Error>((resolve) => void stdin.once('error', resolve));
  stdin.pipe(channel);
  const stop = (): void => {
    stdin.unpipe(channel);
    stdin.destroy();
  };
  return { failed, stop };
}
