import { describeError } from '../../errors/osstest-error.ts';
import { resetPlan } from '../plan/reset-plan.ts';
import { inhibitedUntil, waitingClients, type QueueState } from './queue-state.ts';
import { advanceRuns } from './advance-runs.ts';

/** Asks for a queue run: it begins after the hold-off, or when what is in its way has ended. */
export function requestRun(state: QueueState): void {
  if (state.holdoff || state.stop.signal.aborted) return;
  state.holdoff = true;
  const due = async (): Promise<void> => {
    await state.clock.sleep(state.times.holdoffMs, state.stop.signal);
    state.holdoff = false;
    await startRun(state, true);
  };
  due().catch(() => undefined); // only aborted: the daemon stops
}

/** Something has become free: who has not had a turn in the present run goes on in a projection, and a new run begins. */
export function breakOffRun(state: QueueState): void {
  const run = state.runs.plan;
  if (run !== null && run.left.length > 0) run.broken = true;
  advanceRuns(state);
  requestRun(state);
}

/**
 * Begins a queue run, unless one is under way or inhibited; then it is put off.
 *
 * @param forced - Also if nothing has become free.
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
    state.log(`beginning a queue run: ${describeError(error)}`);
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

/** What happens without anybody asking for it. */
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

/** Tasks that live with a database session end without anybody telling us. */
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

/** When the last inhibition ends, a run begins. */
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
