import { describeError } from '../../errors/osstest-error.ts';
import { resetPlan } from '../plan/reset-plan.ts';
import { inhibitedUntil, waitingClients, type QueueState } from './queue-state.ts';
import { advanceRuns } from './advance-runs.ts';

/** Requests a queue run. It starts after the hold-off, or when no other run or inhibition prevents it. */
export function requestRun(state: QueueState): void {
  if (state.holdoff || state.stop.signal.aborted) return;
  state.holdoff = true;
  const due = async (): Promise<void> => {
    await state.clock.sleep(state.times.holdoffMs, state.stop.signal);
    state.holdoff = false;
    await startRun(state, true);
  };
  due().catch(() => undefined); // rejects only when it is aborted: the daemon stops
}

/**
 * Breaks off the current run because a resource has become free. Its remaining clients continue in a projection, and a
 * new run starts.
 */
export function breakOffRun(state: QueueState): void {
  const run = state.runs.plan;
  if (run !== null && run.left.length > 0) run.broken = true;
  advanceRuns(state);
  requestRun(state);
}

/**
 * Starts a queue run; postpones it during another run or an inhibition.
 *
 * @param forced - Starts it even if nothing has become free.
 */
async function startRun(state: QueueState, forced: boolean): Promise<void> {
  if (state.starting || state.runs.plan !== null || inhibitedUntil(state) !== null) {
    state.pending ||= forced;
    return;
  }
  state.starting = true;
  try {
    await beginRun(state, forced);
  } catch (error) {
    state.log(`starting a queue run: ${describeError(error)}`);
    state.pending = true;
    if (!state.stop.signal.aborted) requestRun(state);
  } finally {
    state.starting = false;
  }
  advanceRuns(state);
}

async function beginRun(state: QueueState, forced: boolean): Promise<void> {
  if (waitingClients(state).length > 0) {
    const freed = await state.store.freeDeadResources();
    if (freed.length === 0 && !forced) return;
    await state.store.deleteOldTasks();
  }
  const plan = resetPlan(state.plan, await state.store.listAllocations(), {
    now: Math.floor(state.clock.now() / 1000),
    rogueSeconds: state.times.rogueSeconds,
    onProblem: state.log,
  });
  await state.store.keepPlans({ plan });
  if (state.stop.signal.aborted) return;
  state.plan = plan;
  state.pending = false;
  const turn = new AbortController();
  state.runs.plan = { name: 'plan', plan, left: waitingClients(state), thinker: null, turn, broken: false };
}

/** Starts the periodic work of the daemon. */
export function startQueueLoops(state: QueueState): Promise<void> {
  const { times } = state;
  const loops = [
    every(state, times.pollIntervalMs, async () => {
      if (waitingClients(state).length > 0) await startRun(state, false);
    }),
    every(state, times.planUpdateIntervalMs, () => startRun(state, true)),
    every(state, times.reapIntervalMs, () => reapSessions(state)),
    every(state, times.lookIntervalMs, () => writeWaiters(state)),
    endInhibitions(state),
  ];
  return Promise.all(loops).then(() => undefined);
}

async function every(state: QueueState, ms: number, work: () => Promise<void>): Promise<void> {
  while (!state.stop.signal.aborted) {
    await state.clock.sleep(ms, state.stop.signal).catch(() => undefined);
    if (state.stop.signal.aborted) return;
    await work().catch((error: unknown) => state.log(describeError(error)));
  }
}

/** Ends the tasks whose database session has ended. No message announces these ends. */
async function reapSessions(state: QueueState): Promise<void> {
  if (waitingClients(state).length === 0) return;
  const taskids = await state.store.endLostSessions();
  if (taskids.length === 0) return;
  state.log(`tasks ${taskids.join(', ')} have ended: their sessions are gone`);
  breakOffRun(state);
}

async function writeWaiters(state: QueueState): Promise<void> {
  if (!state.waitersChanged) return;
  state.waitersChanged = false;
  try {
    await state.store.writeWaiters(waitingClients(state));
  } catch (error) {
    state.waitersChanged = true;
    throw error;
  }
}

/** Starts a run when the last inhibition ends. */
async function endInhibitions(state: QueueState): Promise<void> {
  for (let inhibited = false; !state.stop.signal.aborted;) {
    const until = inhibitedUntil(state);
    if (until === null && inhibited) requestRun(state);
    inhibited = until !== null;
    const most = state.times.lookIntervalMs;
    const pauseMs = until === null ? most : Math.min(most, Math.max(10, until - state.clock.now()));
    await state.clock.sleep(pauseMs, state.stop.signal).catch(() => undefined);
  }
}
