import { describeError } from '../../errors/osstest-error.ts';
import { describeClient, numberInfo, type QueueClient } from './queue-client.ts';
import { walkOf, type QueueState, type Walk } from './queue-state.ts';

/** Goes on with both walks as far as is possible now. */
export function advanceWalks(state: QueueState): void {
  // the projection first: the plan may be waiting for one of its clients
  for (const name of ['projection', 'plan'] as const) {
    const walk = state.walks[name];
    if (walk !== null && advanceWalk(state, walk)) {
      finish(state, walk);
      state.onWalkFinished(walk.name);
      if (walk.broken) advanceWalks(state);
    }
  }
}

/** Ends a client's turn, if it has one, and goes on; tells in which walk it was. */
export function endTurn(state: QueueState, client: QueueClient): Walk['name'] | null {
  const walk = walkOf(state, client);
  if (walk === null) return null;
  walk.turn.abort();
  walk.thinker = null;
  advanceWalks(state);
  return walk.name;
}

/** Gives the next turn of a walk; true: there is nobody left. */
function advanceWalk(state: QueueState, walk: Walk): boolean {
  if (walk.thinker !== null || state.stop.signal.aborted) return false;
  if (walk.broken) return true;
  for (let client = walk.left[0]; client !== undefined; client = walk.left[0]) {
    if (walkOf(state, client) !== null) return false; // asked in the other walk: its turn there ends first
    walk.left.shift();
    if (client.waitingSinceMs === null) continue;
    const canProject = numberInfo(client, 'feature-noalloc') === 1;
    if (walk.name === 'projection' && !canProject) {
      walk.plan = { ...walk.plan, Unprocessed: [...walk.plan.Unprocessed, describeClient(client)] };
      continue;
    }
    giveTurn(state, walk, client);
    return false;
  }
  return true;
}

function giveTurn(state: QueueState, walk: Walk, client: QueueClient): void {
  walk.thinker = client;
  walk.turn = new AbortController();
  client.connection.send(walk.name === 'projection' ? '!OK think noalloc' : '!OK think');
  limitTurn(state, client, walk.turn.signal).catch(() => undefined); // only aborted: the turn has ended
}

async function limitTurn(state: QueueState, client: QueueClient, signal: AbortSignal): Promise<void> {
  await state.clock.sleep(state.times.thoughtsTimeoutMs, signal);
  state.log(`${describeClient(client)}: thought for longer than ${state.times.thoughtsTimeoutMs / 1000} s`);
  client.connection.send('!ERROR timed out (too pensive)');
  endTurn(state, client);
}

/** Ends a walk: what it came to can be looked at; a broken one goes on as a projection. */
function finish(state: QueueState, walk: Walk): void {
  state.walks[walk.name] = null;
  if (walk.broken) {
    state.walks.projection ??= { ...walk, name: 'projection', broken: false, thinker: null };
    return;
  }
  state.lastPlans.projection = walk.plan;
  if (walk.name === 'plan') state.lastPlans.plan = walk.plan;
  const plans = {
    'last-projection': walk.plan,
    ...(walk.name === 'plan' ? { 'last-plan': walk.plan } : {}),
  };
  state.store
    .keepPlans(plans)
    .catch((error: unknown) => state.log(`keeping the finished ${walk.name}: ${describeError(error)}`));
}
