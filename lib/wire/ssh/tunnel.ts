import type { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { WaitOptions } from '../../../typings/wire.ts';
import { SshConnectionError } from '../../errors/ssh-errors.ts';
import { orAborted } from '../../util/abort.ts';
import { startTimer } from '../../util/timer.ts';
import { channelRefused } from './channel.ts';
import type { RunnerParts } from './command-runner.ts';
import type { Link } from './link.ts';

const DEFAULT_TIMEOUT_MS = 30_000;

/** Opens a TCP stream from the host; see SshConnection.openTunnel. */
export async function openTunnel(
  parts: RunnerParts,
  address: string,
  port: number,
  options: WaitOptions = {},
): Promise<Duplex> {
  options.signal?.throwIfAborted();
  await parts.guard();
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const stop = new AbortController();
  const subject = `tunnel to ${address}:${port}`;
  const tooLate = new SshConnectionError(
    parts.target.name,
    'timed-out',
    `${subject}: not open within ${timeoutMs / 1000} s`,
  );
  const stopTimer = startTimer(timeoutMs, () => stop.abort(tooLate), parts.clock);
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  try {
    const link = await parts.kept.get(signal);
    return await forward(link, subject, address, port, signal);
  } finally {
    stopTimer();
  }
}

async function forward(
  link: Link,
  subject: string,
  address: string,
  port: number,
  signal: AbortSignal,
): Promise<Duplex> {
  const opening = new Promise<ClientChannel>((resolve, reject) => {
    try {
      link.client.forwardOut('127.0.0.1', 0, address, port, (error, channel) =>
        error === undefined ? resolve(channel) : reject(tunnelRefused(link, subject, error)),
      );
    } catch (cause) {
      reject(channelRefused(link, cause));
    }
  });
  try {
    return await orAborted(opening, signal);
  } catch (error) {
    opening.then((late) => late.destroy()).catch(() => undefined); // a channel that opens too late is closed
    throw error;
  }
}

function tunnelRefused(link: Link, subject: string, cause: Error): Error {
  if (link.lost.aborted) return link.lost.reason as Error;
  const why = cause.message.replace(/^\(SSH\) Channel open failure: /, '');
  return new SshConnectionError(link.target.name, 'refused', `${subject}: ${why}`, { cause });
}
