import { describeError } from '../../errors/osstest-error.ts';
import { describeClient, numberInfo, type QueueClient } from './queue-client.ts';
import { runOf, type QueueState, type QueueRun } from './queue-state.ts';

/** Advances both runs as far as possible. */
export function advanceRuns(state: QueueState): void {
  // the projection first: the plan may wait for one of its clients
  for (const name of ['projection', 'plan'] as const) {
    const run = state.runs[name];
    if (run !== null && advanceRun(state, run)) {
      finish(state, run);
      state.onRunFinished(run.name);
      if (run.broken) advanceRuns(state);
    }
  }
}

/** Ends a client's turn, if it has one, and advances the runs. Returns the name of the run in which it was. */
export function endTurn(state: QueueState, client: QueueClient): QueueRun['name'] | null {
  const run = runOf(state, client);
  if (run === null) return null;
  run.turn.abort();
  run.thinker = null;
  advanceRuns(state);
  return run.name;
}

/** Gives the next turn of a run. Returns true if no client is left. */
function advanceRun(state: QueueState, run: QueueRun): boolean {
  if (run.thinker !== null || state.stop.signal.aborted) return false;
  if (run.broken) return true;
  for (let client = run.left[0]; client !== undefined; client = run.left[0]) {
    if (runOf(state, client) !== null) return false; // has its turn in the other run, which ends first
    run.left.shift();
    if (client.waitingSinceMs === null) continue;
    const canProject = numberInfo(client, 'feature-noalloc') === 1;
    if (run.name === 'projection' && !canProject) {
      run.plan = { ...run.plan, Unprocessed: [...run.plan.Unprocessed, describeClient(client)] };
      continue;
    }
    giveTurn(state, run, client);
    return false;
  }
  return true;
}

function giveTurn(state: QueueState, run: QueueRun, client: QueueClient): void {
  run.thinker = client;
  run.turn = new AbortController();
  client.connection.send(run.name === 'projection' ? '!OK think noalloc' : '!OK think');
  limitTurn(state, client, run.turn.signal).catch(() => undefined); // aborted: the turn has ended
}

async function limitTurn(state: QueueState, client: QueueClient, signal: AbortSignal): Promise<void> {
  await state.clock.sleep(state.times.thoughtsTimeoutMs, signal);
  state.log(`${describeClient(client)}: thought for longer than ${state.times.thoughtsTimeoutMs / 1000} s`);
  client.connection.send('!ERROR timed out (too pensive)');
  endTurn(state, client);
}

/** Ends a run and publishes its result. A broken run continues as a projection. */
function finish(state: QueueState, run: QueueRun): void {
  state.runs[run.name] = null;
  if (run.broken) {
    state.runs.projection ??= { ...run, name: 'projection', broken: false, thinker: null };
    return;
  }
  state.lastPlans.projection = run.plan;
  if (run.name === 'plan') state.lastPlans.plan = run.plan;
  const plans = {
    'last-projection': run.plan,
    ...(run.name === 'plan' ? { 'last-plan': run.plan } : {}),
  };
  state.store
    .keepPlans(plans)
    .catch((error: unknown) => state.log(`storing the finished ${run.name}: ${describeError(error)}`));
}
