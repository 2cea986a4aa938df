import { TimeoutError } from '../errors/general-errors.ts';
import { systemClock, type Clock } from './clock.ts';

export interface PollOptions {
  /** Subject of the wait, for the error and the progress line, such as `host1: ssh after reboot`. */
  readonly subject: string;
  /** Limit of the whole wait, from the call. */
  readonly timeoutMs: number;
  /** Pause between two checks; default 500 ms. */
  readonly intervalMs?: number;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
  /** Called each time the reason for waiting changes. */
  readonly onWaiting?: (message: string) => void;
}

/** The result of one check: the value, or why it is not available yet. */
export type PollAnswer<T> = { readonly done: T } | { readonly waiting: string };

/**
 * Checks repeatedly until the value is available.
 *
 * @throws TimeoutError (`TIMED_OUT`) - with the last reason for waiting.
 * @throws any error of `look`, immediately; the signal's reason when it is aborted.
 */
export async function pollUntil<T>(
  look: (signal: AbortSignal | undefined) => Promise<PollAnswer<T>>,
  options: PollOptions,
): Promise<T> {
  const clock = options.clock ?? systemClock;
  const endAt = clock.now() + options.timeoutMs;
  let lastSeen: string | undefined;
  for (;;) {
    options.signal?.throwIfAborted();
    const answer = await look(options.signal);
    if ('done' in answer) return answer.done;
    if (answer.waiting !== lastSeen) options.onWaiting?.(`${options.subject}: ${answer.waiting}`);
    lastSeen = answer.waiting;
    const leftMs = endAt - clock.now();
    if (leftMs <= 0) throw new TimeoutError(options.subject, options.timeoutMs, lastSeen);
    await clock.sleep(Math.min(options.intervalMs ?? 500, leftMs), options.signal);
  }
}
