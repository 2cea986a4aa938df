import type { SshConnection } from '../../../typings/wire.ts';
import { CommandTimeoutError } from '../../errors/command-errors.ts';
import { SshConnectionError } from '../../errors/ssh-errors.ts';
import type { Clock } from '../../util/clock.ts';
import { pollUntil, type PollAnswer } from '../../util/poll.ts';
import { seconds } from '../../util/units.ts';

export interface AwaitSshOptions {
  /** Time limit of the whole wait, from the call. */
  readonly timeoutMs: number;
  /**
   * Time limit of the first attempt to connect, log in and run `true`; default 10 s. Each further attempt has 1.5 times
   * the limit, up to 30 s.
   */
  readonly attemptMs?: number;
  /** Pause between two attempts; default 500 ms. */
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Called each time the reason for the wait changes. */
  readonly onWaiting?: (message: string) => void;
}

const LONGEST_ATTEMPT_MS = seconds(30);

/**
 * Waits until a login works and a command runs, such as after a boot. Closes a connection that does not answer.
 *
 * @returns The duration of the wait.
 * @throws TimeoutError (`TIMED_OUT`, blame test) - with the last reason.
 * @throws SshHostKeyError (`SSH_HOST_KEY_MISMATCH`, blame lab) - immediately, since waiting does not help.
 */
export async function awaitSsh(connection: SshConnection, options: AwaitSshOptions): Promise<{ waitedMs: number }> {
  const beganAt = performance.now();
  let attemptMs = options.attemptMs ?? seconds(10);
  const look = (signal: AbortSignal | undefined): Promise<PollAnswer<true>> => {
    const thisMs = Math.min(attemptMs, options.timeoutMs);
    attemptMs = Math.max(attemptMs, Math.min(attemptMs * 1.5, LONGEST_ATTEMPT_MS)); // a busy QEMU host logs in slowly
    return tryLogin(connection, thisMs, signal);
  };
  await pollUntil(look, { subject: `${connection.target.name}: ssh`, ...options });
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
