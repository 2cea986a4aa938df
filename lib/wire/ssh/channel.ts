import type { ClientChannel } from 'ssh2';
import { SshConnectionError } from '../../errors/ssh-errors.ts';
import type { ChannelEnd, Link, NotBegun } from './link.ts';

/**
 * Asks the host to run a command line. Asks up to three times if the host closes the new channel without an answer:
 * dropbear 2022.83 sometimes does so when another channel ends at the same moment.
 *
 * @throws SshConnectionError (`SSH_CONNECTION_FAILED`, blame lab) - lost after the request; the command may have run.
 */
export async function openExec(link: Link, command: string): Promise<ClientChannel | NotBegun> {
  for (let asked = 1; ; asked++) {
    const answer = await askExec(link, command);
    if (answer !== 'no answer') return answer;
    if (link.lost.aborted) throw link.lost.reason;
    if (asked === 3) return { notBegun: channelRefused(link, new Error('it does not run commands')) };
  }
}

function askExec(link: Link, command: string): Promise<ClientChannel | NotBegun | 'no answer'> {
  return new Promise((resolve) => {
    try {
      link.client.exec(command, (error, channel) => {
        if (error === undefined) resolve(channel);
        // ssh2 reports this only when the host rejects the request on an open channel, or closes the channel
        else resolve(error.message === 'Unable to exec' ? 'no answer' : { notBegun: channelRefused(link, error) });
      });
    } catch (cause) {
      resolve({ notBegun: channelRefused(link, cause) }); // ssh2 throws when it knows that the connection is closed
    }
  });
}

/** Returns the error for a channel that could not be opened. */
export function channelRefused(link: Link, cause: unknown): Error {
  if (link.lost.aborted) return link.lost.reason as Error;
  const why = cause instanceof Error ? cause.message.replace('(SSH) ', '') : String(cause);
  return new SshConnectionError(link.target.name, 'channel-refused', `the host refused the channel: ${why}`, { cause });
}

/** Waits for the end of a channel and of its output. The end of stderr may arrive after that of the channel. */
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
