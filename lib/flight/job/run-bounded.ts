import { TimeoutError } from '../../errors/general-errors.ts';
import { onAbort, untilAborted } from '../../util/abort.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { seconds } from '../../util/units.ts';
import { operatorReason } from './operator-reason.ts';

export interface BoundedRun {
  /** For the error, such as the testid. */
  readonly subject: string;
  readonly timeoutMs: number;
  /** Aborted when the operator stops the job. */
  readonly signal: AbortSignal;
  /** Returns the last progress, for the error at a timeout. */
  readonly lastProgress: () => string | null;
  readonly clock?: Clock;
}

/** How long a body may still run after its controller was aborted. */
const GRACE_MS = seconds(10);

/**
 * Runs a body until it returns, its controller is aborted, or a grace time after the abort is over. The controller is
 * aborted at the timeout, when the operator stops the job, or by the caller's body (a crash on the console).
 *
 * @throws the reason of the abort, whatever the body made of it; without an abort, the error of the body.
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

async function graceAfterAbort(aborted: AbortSignal, over: AbortSignal, clock: Clock): Promise<void> {
  await untilAborted(aborted);
  await clock.sleep(GRACE_MS, over).catch(() => undefined);
  throw aborted.reason;
}
