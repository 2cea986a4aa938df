import type { Plan, PlanEvent, PlanRequest } from './plan-types.ts';

/** The result of a search. */
export interface PlanSearchResult {
  /** Seconds from the plan's Start. */
  readonly start: number;
  /** Number of requests that join a share that has been used before. */
  readonly shareReuse: number;
}

interface SearchState {
  time: number;
  confirmed: number;
  reuse: number;
  /** Uses of the current share. Carries over from one request to the next, as in the original. */
  wear: number | undefined;
}

/**
 * Returns the earliest time at which every requested resource is free for `durationSeconds` at the same time.
 *
 * Returns null if one of them never becomes free (a booking without end).
 *
 * Source: the original's plan search; cases in lib/testing/data/coordination.
 */
export function searchPlan(
  plan: Plan,
  requests: readonly PlanRequest[],
  durationSeconds: number,
): PlanSearchResult | null {
  const state: SearchState = { time: 0, confirmed: 0, reuse: 0, wear: undefined };
  for (let turn = 0; state.confirmed < requests.length; turn++) {
    const request = requests[turn % requests.length]!;
    advance(plan.Events[request.Reso] ?? [], request, durationSeconds, state);
    if (state.time === Infinity) return null;
    state.confirmed++;
    if (state.wear !== undefined) state.reuse++;
  }
  return { start: state.time, shareReuse: state.reuse };
}

/** Moves the time of the search forward until this request fits into the events of its resource. */
function advance(
  events: readonly PlanEvent[],
  request: PlanRequest,
  durationSeconds: number,
  state: SearchState,
): void {
  for (let index = 0; index < events.length; index++) {
    const event = events[index]!;
    const next = events[index + 1];
    const endsAt = next === undefined ? Infinity : Number(next.Time);
    if (endsAt <= state.time) continue;
    if (Number(event.Time) >= state.time + durationSeconds) return;
    if (isUsable(event, request, state)) continue;
    state.time = endsAt;
    state.confirmed = 0;
    state.reuse = 0;
    state.wear = undefined;
  }
}

function isUsable(event: PlanEvent, request: PlanRequest, state: SearchState): boolean {
  if (Number(event.Avail) <= 0) return false;
  const share = event.Share;
  if (share === undefined) return true;
  if (request.Shared === undefined || request.Shared !== share.Type) return false;
  if (state.wear === undefined) state.wear = Number(share.Wear) + 1;
  else if (event.Type === 'Start') state.wear++;
  return state.wear <= Number(request.SharedMaxWear) && Number(share.Shares) === Number(request.SharedMaxTasks);
}
