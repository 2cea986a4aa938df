import type { Emitter, EventBody } from '../../../typings/events.ts';
import { isOsstestError } from '../../errors/osstest-error.ts';
import { AbortedError, TimeoutError } from '../../errors/general-errors.ts';
import { onAbort, untilAborted } from '../../util/abort.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { formatDuration, seconds } from '../../util/units.ts';

export interface BoundedRun {
  /** For the error, such as the testid. */
  readonly subject: string;
  readonly timeoutMs: number;
  /** Aborted when the operator stops the job. */
  readonly signal: AbortSignal;
  /** What was being done last, for the error at a timeout. */
  readonly lastProgress: () => string | null;
  readonly clock?: Clock;
}

/** How long a body that was told to stop may take to come to its end before it is left alone. */
const GRACE_MS = seconds(10);

/**
 * Runs a body that gets a controller: it ends at the timeout, when the operator stops, or when the controller is
 * aborted (a crash on the console). The reason for the abort is what gets thrown, not what the body made of it;
 * a body that does not come to its end is left alone after a grace time.
 */
export async function runBounded(
  body: (controller: AbortController) => Promise<void>,
  bounds: BoundedRun,
): Promise<void> {
  const clock = bounds.clock ?? systemClock;
  const controller = new AbortController();
  const cancel = onAbort(bounds.signal, (reason) => controller.abort(operatorReason(reason)));
  const over = new AbortController();
  void clock.sleep(bounds.timeoutMs, over.signal).then(
    () => controller.abort(new TimeoutError(bounds.subject, bounds.timeoutMs, bounds.lastProgress() ?? undefined)),
    () => undefined, // finished in time
  );
  try {
    await Promise.race([body(controller), graceAfterAbort(controller.signal, over.signal, clock)]);
    controller.signal.throwIfAborted();
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    over.abort();
    cancel();
  }
}

/** Why a signal was aborted: one of our errors as it is, anything else is the operator's wish. */
export const operatorReason = (reason: unknown): unknown =>
  isOsstestError(reason) ? reason : new AbortedError('stopped by the operator', { cause: reason });

async function graceAfterAbort(aborted: AbortSignal, over: AbortSignal, clock: Clock): Promise<void> {
  await untilAborted(aborted);
  await clock.sleep(GRACE_MS, over).catch(() => undefined);
  throw aborted.reason;
}

/** An emitter that remembers what was being done last. */
export function rememberProgress(emitter: Emitter): { readonly emitter: Emitter; readonly last: () => string | null } {
  let last: { what: string } | null = null;
  const wrap = (inner: Emitter): Emitter => ({
    context: inner.context,
    emit: (body: EventBody) => {
      if (body.kind === 'command-started') last = { what: `running "${shorten(body.command)}"` };
      if (body.kind === 'command-finished')
        last = { what: `after "${shorten(body.command)}" (${formatDuration(body.durationMs)})` };
      inner.emit(body);
    },
    progress: (message) => {
      last = { what: message };
      inner.progress(message);
    },
    child: (context) => wrap(inner.child(context)),
  });
  return { emitter: wrap(emitter), last: () => last?.what ?? null };
}

const shorten = (command: string): string => {
  const line = command.replaceAll(/\s+/g, ' ').trim();
  return line.length <= 80 ? line : `${line.slice(0, 77)}...`;
};
