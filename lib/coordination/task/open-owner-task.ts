import { setMaxListeners } from 'node:events';
import { DaemonError, LostTaskError } from '../../errors/coordination-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { seconds } from '../../util/units.ts';
import { connectLines, type LineClient } from '../protocol/line-client.ts';
import type { ListenAddress, Network } from '../protocol/network.ts';
import { sendHeartbeats } from '../protocol/send-heartbeats.ts';
import type { Task } from './task.ts';

export interface OwnerTaskOptions {
  readonly clock?: Clock | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Default: TCP. */
  readonly network?: Network | undefined;
  /** How long to try to resume the task after the loss of the daemon. Default 15 s. */
  readonly graceMs?: number | undefined;
  /** Our silence of this length means to the daemon that we are dead. Default 10 s. */
  readonly heartbeatSeconds?: number | undefined;
}

/**
 * Starts a task that lives as long as our connection to the owner daemon.
 *
 * After a restart of one of our daemons the task is resumed. With the original's daemon it is lost.
 *
 * @throws DaemonError (`DAEMON_FAILED`, blame lab) - the daemon is unreachable.
 * Source: table tasks, type ownd.
 */
export async function openOwnerTask(address: ListenAddress, options: OwnerTaskOptions = {}): Promise<Task> {
  const clock = options.clock ?? systemClock;
  const connect = (): Promise<LineClient> =>
    connectLines({ banner: 'ms-ownerdaemon', address, signal: options.signal, network: options.network });
  const heartbeatSeconds = options.heartbeatSeconds ?? 10;
  const client = await connect();
  const [, taskid, type, ...refkey] = (await client.command('create-task')).split(' ');
  const secret = await askForSecret(client, taskid!, heartbeatSeconds);
  const lost = new AbortController();
  setMaxListeners(0, lost.signal); // many bookings wait under one task
  const ended = new AbortController();
  let present = client;
  const keep = async (): Promise<void> => {
    const graceMs = options.graceMs ?? seconds(15);
    for (;;) {
      if (secret !== null) await sendHeartbeats(present, { clock, seconds: heartbeatSeconds, signal: ended.signal });
      if (!ended.signal.aborted) await present.closed;
      if (ended.signal.aborted) return;
      const next =
        secret === null
          ? null
          : await resume(connect, taskid!, secret, { clock, graceMs, heartbeatSeconds, signal: ended.signal });
      if (ended.signal.aborted) return;
      if (next === null)
        return lost.abort(new LostTaskError(Number(taskid), 'the connection to the owner daemon was lost'));
      present = next;
    }
  };
  const keeping = keep();
  const end = async (): Promise<void> => {
    ended.abort();
    await present[Symbol.asyncDispose]();
    await keeping;
  };
  let ending: Promise<void> | null = null;
  const endOnce = (): Promise<void> => (ending ??= end());
  return {
    taskid: Number(taskid),
    type: type!,
    refkey: refkey.join(' '),
    signal: lost.signal,
    end: endOnce,
    [Symbol.asyncDispose]: endOnce,
  };
}

/** Returns the secret for resuming the task; null: a daemon of the original, which has none. */
async function askForSecret(client: LineClient, taskid: string, heartbeatSeconds: number): Promise<string | null> {
  try {
    await client.command('heartbeat', heartbeatSeconds);
    return (await client.command('task-secret', taskid)).split(' ')[2] ?? null;
  } catch (error) {
    if (error instanceof DaemonError && client.isOpen) return null;
    throw error;
  }
}

async function resume(
  connect: () => Promise<LineClient>,
  taskid: string,
  secret: string,
  {
    clock,
    graceMs,
    heartbeatSeconds,
    signal,
  }: {
    readonly clock: Clock;
    readonly graceMs: number;
    readonly heartbeatSeconds: number;
    readonly signal: AbortSignal;
  },
): Promise<LineClient | null> {
  const endAt = clock.now() + graceMs;
  let reason = '';
  while (!signal.aborted && clock.now() < endAt) {
    let client: LineClient | null = null;
    try {
      client = await connect();
      await client.command('resume-task', taskid, secret);
      await client.command('heartbeat', heartbeatSeconds);
      return client;
    } catch (error) {
      await client?.[Symbol.asyncDispose]();
      reason = describeError(error);
      if (reason.includes('no task')) return null;
    }
    await clock.sleep(200, signal).catch(() => undefined);
  }
  return null;
}
