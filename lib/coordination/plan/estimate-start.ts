import { quantile } from '../../util/quantile.ts';
import { pairEvents } from './pair-events.ts';
import type { PlanDocument, StoredEvent } from './plan-document.ts';

/** When something is expected, in milliseconds since 1970. */
export interface Estimate {
  /** About half of the cases are earlier. */
  readonly atMs: number;
  /** Bounds that hold in about eight of ten cases, according to the history of the jobs. */
  readonly lowMs: number;
  readonly highMs: number;
  /** Jobs without history; for them the estimate uses the durations of the plan. */
  readonly unknown: readonly string[];
}

/** Returns the durations of a job's runs in milliseconds, ascending; undefined: there are none. */
export type DurationsOf = (job: string) => readonly number[] | undefined;

/** Fraction of the runs that are shorter than the lower bound, and of those longer than the upper bound. */
const TAIL = 0.1;

/**
 * Estimates when the present users of a resource, and those who start before a time, release it.
 *
 * The users follow each other. For the lower bound each is as fast as the fastest tenth of its runs, for the upper
 * bound as slow as the slowest tenth. For a running job only the runs that took longer count.
 *
 * @param before - Seconds since 1970; uses that start then or later do not count.
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

/** Estimates when several resources are free together. */
export const latestOf = (estimates: readonly Estimate[]): Estimate => ({
  atMs: Math.max(...estimates.map(({ atMs }) => atMs)),
  lowMs: Math.max(...estimates.map(({ lowMs }) => lowMs)),
  highMs: Math.max(...estimates.map(({ highMs }) => highMs)),
  unknown: [...new Set(estimates.flatMap(({ unknown }) => unknown))],
});

/** Returns `JOB` of `FLIGHT.JOB`. */
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
  // it takes longer than any earlier run: the plan expects it to overrun again
  if (longer.length === 0) return { atMs: plannedMs, lowMs: nowMs, highMs: plannedMs };
  const at = (part: number): number => startMs + quantile(longer, part);
  return { atMs: at(0.5), lowMs: at(TAIL), highMs: at(1 - TAIL) };
}

function endOfBooked({ startMs, endMs }: Use, durations: readonly number[] | undefined, free: Estimate): Ends {
  const at = (part: number): number => (durations === undefined ? endMs - startMs : quantile(durations, part));
  return { atMs: free.atMs + at(0.5), lowMs: free.lowMs + at(TAIL), highMs: free.highMs + at(1 - TAIL) };
}
