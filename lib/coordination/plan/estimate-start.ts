import { quantile } from '../../util/quantile.ts';
import { pairEvents } from './pair-events.ts';
import type { PlanDocument, StoredEvent } from './plan-document.ts';

/** When something is expected. Milliseconds since 1970. */
export interface Estimate {
  /** About half of the cases are earlier. */
  readonly atMs: number;
  /** Bounds that hold in about eight of ten cases, as far as the history of the jobs tells. */
  readonly lowMs: number;
  readonly highMs: number;
  /** Jobs of which the history knows nothing: of them the plan's word is taken. */
  readonly unknown: readonly string[];
}

/** How long runs of a job took, in milliseconds, ascending; undefined: there are none. */
export type DurationsOf = (job: string) => readonly number[] | undefined;

/** Part of the runs that are shorter than the interval's lower bound, and longer than its upper one. */
const TAIL = 0.1;

/**
 * When a resource is expected to be free of those who have it, or will before a time.
 *
 * Those who use it one after another are each taken to be as fast as the fastest tenth of their runs for the lower bound,
 * as slow as the slowest tenth for the upper one; of one that runs already only the runs that took longer count.
 *
 * @param before - Seconds since 1970; what begins then or later does not count.
 */
export function estimateFree(
  plan: PlanDocument,
  reso: string,
  before: number,
  { durationsOf, nowMs }: { readonly durationsOf: DurationsOf; readonly nowMs: number },
): Estimate {
  const uses = pairEvents(plan.Events[reso] ?? []).filter(([start]) => start.Time < before);
  let free: Estimate = { atMs: nowMs, lowMs: nowMs, highMs: nowMs, unknown: [] };
  for (const [start, end] of uses) {
    const use = useOf(start, end, plan, reso);
    const durations = start.Job === undefined ? undefined : durationsOf(jobName(start.Job));
    const isRunning = start.Allocated !== undefined;
    const next = isRunning ? endOfRunning(use, durations, nowMs) : endOfBooked(use, durations, free);
    free = {
      atMs: Math.max(free.atMs, next.atMs),
      lowMs: Math.max(free.lowMs, next.lowMs),
      highMs: Math.max(free.highMs, next.highMs),
      unknown: durations === undefined && start.Job !== undefined ? [...free.unknown, start.Job] : free.unknown,
    };
  }
  return free;
}

/** Of several resources that are wanted together. */
export const latestOf = (estimates: readonly Estimate[]): Estimate => ({
  atMs: Math.max(...estimates.map(({ atMs }) => atMs)),
  lowMs: Math.max(...estimates.map(({ lowMs }) => lowMs)),
  highMs: Math.max(...estimates.map(({ highMs }) => highMs)),
  unknown: [...new Set(estimates.flatMap(({ unknown }) => unknown))],
});

/** `JOB` of `FLIGHT.JOB`. */
export const jobName = (label: string): string => label.replace(/^[^.]*\./, '');

interface Use {
  readonly startMs: number;
  readonly endMs: number;
}

function useOf(start: StoredEvent, end: StoredEvent | null, plan: PlanDocument, reso: string): Use {
  const known = start.Allocated === undefined ? undefined : plan.Allocations[`${reso} ${start.Allocated.Shareix}`];
  return { startMs: (known?.Start ?? start.Time) * 1000, endMs: (end ?? start).Time * 1000 };
}

type Ends = Omit<Estimate, 'unknown'>;

function endOfRunning({ startMs, endMs }: Use, durations: readonly number[] | undefined, nowMs: number): Ends {
  const plannedMs = Math.max(nowMs, endMs);
  if (durations === undefined) return { atMs: plannedMs, lowMs: plannedMs, highMs: plannedMs };
  const longer = durations.filter((ms) => ms > nowMs - startMs);
  // it takes longer than any before: the plan expects it to overrun again
  if (longer.length === 0) return { atMs: plannedMs, lowMs: nowMs, highMs: plannedMs };
  const at = (part: number): number => startMs + quantile(longer, part);
  return { atMs: at(0.5), lowMs: at(TAIL), highMs: at(1 - TAIL) };
}

function endOfBooked({ startMs, endMs }: Use, durations: readonly number[] | undefined, free: Estimate): Ends {
  const at = (part: number): number => (durations === undefined ? endMs - startMs : quantile(durations, part));
  return { atMs: free.atMs + at(0.5), lowMs: free.lowMs + at(TAIL), highMs: free.highMs + at(1 - TAIL) };
}
