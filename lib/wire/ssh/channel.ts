import type { ClientChannel } from 'ssh2';
import { SshConnectionError } from '../../errors/ssh-errors.ts';
import type { ChannelEnd, Link, NotBegun } from './link.ts';

/**
 * Asks the host to run a command line. Asks again where the host closes the new channel with no answer at all, as
 * dropbear 2022.83 does now and then when another channel ends at that moment.
 *
 * @throws SshConnectionError (`SSH_CONNECTION_FAILED`, blame lab) - lost after it was asked: it may have run.
 */
export async function openExec(link: Link, command: string): Promise<ClientChannel | NotBegun> {
  for (let asked = 1; ; asked++) {
    const answer = await askExec(link, command);
    if (answer !== 'no answer') return answer;
    if (link.lost.aborted) throw link.lost.reason;
    if (asked === 3) return { notBegun: channelRefused(link, new Error('it runs no commands')) };
  }
}

function askExec(link: Link, command: string): Promise<ClientChannel | NotBegun | 'no answer'> {
  return new Promise((resolve) => {
    try {
      link.client.exec(command, (error, channel) => {
        if (error === undefined) resolve(channel);
        // ssh2 says this only when the request itself, on an open channel, got no good answer
        else resolve(error.message === 'Unable to exec' ? 'no answer' : { notBegun: channelRefused(link, error) });
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
  return new SshConnectionError(link.target.name, 'channel-refused', `the host opens no channel: ${why}`, { cause });
}

/** Waits for a channel's end and the end of its output (of which stderr's may come after the channel's own). */
export async function channelEnd(channel: ClientChannel): Promise<ChannelEnd> {
  const [end] = await Promise.all([
    new Promise<ChannelEnd>((resolve) => {
      channel.once('close', (code: number | null | undefined, signal?: string) => {
        resolve({ exitCode: code ?? undefined, signal: signal?.replace(/^SIG/, '') });
      });
    }),
    new Promise<void>((resolve) => void channel.stderr.once('close', resolve)),
  ]);
  return end;
}
