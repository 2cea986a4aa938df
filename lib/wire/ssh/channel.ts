import type { ClientChannel } from 'ssh2';
import { SshConnectionError } from '../../errors/ssh-errors.ts';
import type { Link } from './dial.ts';

/** The box gave no channel, so nothing was begun there; `error` says why. */
export interface NotBegun {
  readonly notBegun: Error;
}

/**
 * Asks the box to run a command line.
 *
 * @throws SshConnectionError (`SSH_CONNECTION_FAILED`, blame lab) - lost after it was asked: it may have run.
 */
export function openExec(link: Link, command: string): Promise<ClientChannel | NotBegun> {
  return new Promise((resolve, reject) => {
    try {
      link.client.exec(command, (error, channel) => {
        if (error === undefined) resolve(channel);
        // ssh2 says this only when the request itself, on an open channel, got no good answer
        else if (error.message === 'Unable to exec' && link.lost.aborted) reject(link.lost.reason as Error);
        else resolve({ notBegun: channelRefused(link, error) });
      });
    } catch (cause) {
      resolve({ notBegun: channelRefused(link, cause) }); // ssh2 throws when it knows that the connection is gone
    }
  });
}

/** Why a channel could not be opened. */
export function channelRefused(link: Link, cause: unknown): Error {
  if (link.lost.aborted) return link.lost.reason as Error;
  const why = cause instanceof Error ? cause.message.replace('(SSH) ', '') : String(cause);
  return new SshConnectionError(link.target.name, 'channel-refused', `the box opens no channel: ${why}`, { cause });
}

/** What the box said at a channel's end; both undefined: nothing. */
export interface ChannelEnd {
  readonly exitCode: number | undefined;
  /** Such as `KILL`. */
  readonly signal: string | undefined;
}

/** Waits for a channel's end, which comes after all of its output. */
export function channelEnd(channel: ClientChannel): Promise<ChannelEnd> {
  return new Promise((resolve) => {
    channel.once('close', (code: number | null | undefined, signal?: string) => {
      resolve({ exitCode: code ?? undefined, signal: signal?.replace(/^SIG/, '') });
    });
  });
}
