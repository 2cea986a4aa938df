import type { SshConnection } from '../../../typings/wire.ts';
import { CommandTimeoutError } from '../../errors/command-errors.ts';
import { SshConnectionError } from '../../errors/ssh-errors.ts';
import type { Clock } from '../../util/clock.ts';
import { pollUntil, type PollAnswer } from '../../util/poll.ts';
import { seconds } from '../../util/units.ts';

export interface AwaitSshOptions {
  /** Whole wait, from the call. */
  readonly timeoutMs: number;
  /** One try: connect, log in, run `true`; default 10 s (a box that boots answers slowly). */
  readonly attemptMs?: number;
  /** Pause between two tries; default 500 ms. */
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Told each time the reason for going on waiting changes. */
  readonly onWaiting?: (message: string) => void;
}

/**
 * Waits until a login works and a command runs, such as after a boot. Ends a connection that does not answer.
 *
 * @returns how long it took.
 * @throws TimeoutError (`TIMED_OUT`, blame test) - with the last reason.
 * @throws SshHostKeyError (`SSH_HOST_KEY_MISMATCH`, blame lab) - at once: waiting does not help.
 */
export async function awaitSsh(connection: SshConnection, options: AwaitSshOptions): Promise<{ waitedMs: number }> {
  const beganAt = performance.now();
  const { attemptMs = seconds(10), ...poll } = options;
  await pollUntil((signal) => tryLogin(connection, Math.min(attemptMs, options.timeoutMs), signal), {
    subject: `${connection.target.name}: ssh`,
    ...poll,
  });
  return { waitedMs: performance.now() - beganAt };
}

async function tryLogin(
  connection: SshConnection,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<PollAnswer<true>> {
  try {
    await connection.exec('true', { timeoutMs, okExitCodes: 'any', ...(signal === undefined ? {} : { signal }) });
    return { done: true };
  } catch (error) {
    const isWaiting = error instanceof SshConnectionError || error instanceof CommandTimeoutError;
    if (!isWaiting || (error instanceof SshConnectionError && error.reason === 'identity')) throw error;
    await connection.disconnect();
    return { waiting: error.message };
  }
}
