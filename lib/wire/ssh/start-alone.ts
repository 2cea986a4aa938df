import type { Readable, Writable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { channelEnd, openExec } from './channel.ts';
import { markShell, watchShellPid } from './shell-pid.ts';
import type { Link, NotBegun } from './link.ts';
import type { CommandIo, Running } from './ssh-command.ts';

/**
 * Starts a command in an ssh session of its own.
 *
 * @throws SshConnectionError (`SSH_CONNECTION_FAILED`, blame lab) - lost after the request; the command may have run.
 */
export async function startAlone(link: Link, command: string, io: CommandIo): Promise<Running | NotBegun> {
  const channel = await openExec(link, markShell(command));
  if ('notBegun' in channel) return channel;
  const ended = channelEnd(channel);
  const pid = watchShellPid(channel.stderr, io.onStderr);
  const exit = { code: null as number | null };
  channel.once('exit', (code: number | null) => (exit.code = code));
  const outputFailed = connectStdout(channel, io.stdout);
  const stdin = feed(channel, io.stdin);
  return {
    channel,
    pid,
    ended,
    exitedWith: () => exit.code,
    streamFailed: Promise.race([outputFailed, stdin.failed]),
    release: () => {
      stdin.stop();
      channel.close();
    },
  };
}

/** Connects the output to its consumer. Resolves only when the stream that takes the output fails. */
function connectStdout(channel: ClientChannel, stdout: CommandIo['stdout']): Promise<Error> {
  if (typeof stdout === 'function') {
    channel.on('data', stdout);
    return new Promise(() => undefined);
  }
  channel.pipe(stdout);
  return failureOf(stdout).then((error) => {
    channel.unpipe(stdout).resume(); // the channel's end comes only after all of its output
    return error;
  });
}

const failureOf = (stream: Readable | Writable): Promise<Error> =>
  new Promise((resolve) => (stream.errored === null ? void stream.once('error', resolve) : resolve(stream.errored)));

/** Sends the input. `failed` resolves when its source fails. A command may exit without reading its input. */
function feed(channel: ClientChannel, stdin: CommandIo['stdin']): { readonly failed: Promise<Error>; stop(): void } {
  channel.on('error', () => undefined); // a write to a command that has exited
  if (stdin === undefined || typeof stdin === 'string' || stdin instanceof Uint8Array) {
    channel.end(stdin);
    return { failed: new Promise(() => undefined), stop: () => undefined };
  }
  const failed = failureOf(stdin);
  stdin.pipe(channel);
  const stop = (): void => {
    stdin.unpipe(channel);
    stdin.destroy();
  };
  return { failed, stop };
}
