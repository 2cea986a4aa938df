import type { HostHold } from '../../coordination/host/hold-host.ts';
import type { HostRow } from '../../coordination/host/host-row.ts';
import { pairEvents } from '../../coordination/plan/pair-events.ts';
import type { PlanDocument, StoredEvent } from '../../coordination/plan/plan-document.ts';
import { days, hours } from '../../util/units.ts';

/**
 * `taken`: the job has the host. `booked`: the job is expected to get it. `overrun`: the job should have ended.
 * `held`, `blocked`: a person holds or blocks the host.
 */
export type PlanBarKind = 'taken' | 'booked' | 'overrun' | 'held' | 'blocked';

/** A period in which a host is used. Times are in milliseconds since 1970. */
export interface PlanBar {
  readonly kind: PlanBarKind;
  readonly who: string;
  readonly startMs: number;
  /** The expected end; null: unknown. */
  readonly endMs: number | null;
  /** Position beside other bars of a shared host, from 1; 0: the only bar at that time. */
  readonly slot: number;
  /** Type of the share; null: the host is not shared. */
  readonly share: string | null;
}

export interface PlanLine {
  readonly host: string;
  readonly bars: readonly PlanBar[];
  /** Maximum number of bars beside each other. */
  readonly slots: number;
}

/** A plan as it is drawn, with a line for each host. */
export interface PlanChart {
  readonly plannedAtMs: number;
  readonly nowMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly lines: readonly PlanLine[];
  /** Jobs that the planner did not ask. */
  readonly unprocessed: readonly string[];
}

export interface PlanChartInput {
  readonly plan: PlanDocument;
  readonly hosts: readonly HostRow[];
  readonly holds: readonly HostHold[];
  readonly nowMs: number;
}

/** Lays out a plan: the uses of each host from at most a day ago to at most a week ahead. */
export function planChart({ plan, hosts, holds, nowMs }: PlanChartInput): PlanChart {
  const known = new Set(hosts.map(({ name }) => `host ${name}`));
  const others = Object.keys(plan.Events).filter((reso) => !known.has(reso));
  const lines = [...known, ...others].map((reso) => planLine(reso, plan, holds));
  const bars = lines.flatMap((line) => line.bars);
  const starts = bars.map(({ startMs }) => startMs).filter((startMs) => startMs > nowMs - hours(24));
  const ends = bars.flatMap(({ endMs }) => endMs ?? []).filter((endMs) => endMs < nowMs + days(7));
  return {
    plannedAtMs: plan.Start * 1000,
    nowMs,
    fromMs: Math.min(nowMs - hours(0.25), ...starts),
    toMs: Math.max(nowMs + hours(2), ...ends) + hours(0.25),
    lines,
    unprocessed: plan.Unprocessed,
  };
}

function planLine(reso: string, plan: PlanDocument, holds: readonly HostHold[]): PlanLine {
  const host = reso.replace(/^host /, '');
  const hold = holds.find((hold) => hold.host === host && !hold.pending);
  const bars = inSlots(
    pairEvents(plan.Events[reso] ?? []).flatMap(([start, end]) => barsOf(reso, start, end, plan, hold)),
  );
  return { host, bars, slots: Math.max(1, ...bars.map(({ slot }) => slot)) };
}

function barsOf(
  reso: string,
  start: StoredEvent,
  end: StoredEvent | null,
  plan: PlanDocument,
  hold: HostHold | undefined,
): Omit<PlanBar, 'slot'>[] {
  const common = { who: start.Info.trim(), share: start.Share?.Type ?? null, startMs: start.Time * 1000 };
  const endMs = end === null ? null : end.Time * 1000;
  if (start.Allocated === undefined) return [{ ...common, kind: 'booked', endMs }];
  if (hold !== undefined && hold.taskid === start.Allocated.Task) {
    const kind = hold.kind === 'block' ? 'blocked' : 'held';
    return [{ ...common, kind, who: `${hold.who}: ${hold.reason}`, startMs: hold.sinceMs, endMs: hold.expiresAtMs }];
  }
  const known = plan.Allocations[`${reso} ${start.Allocated.Shareix}`];
  // its duration is unknown
  if (known === undefined || known.End === undefined) return [{ ...common, kind: 'taken', endMs: null }];
  if (known.End > plan.Start) return [{ ...common, kind: 'taken', endMs }];
  const plannedMs = known.End * 1000;
  return [
    { ...common, kind: 'taken', endMs: plannedMs },
    { ...common, kind: 'overrun', startMs: plannedMs, endMs },
  ];
}

/** Places overlapping bars of a shared host beside each other. */
function inSlots(bars: readonly Omit<PlanBar, 'slot'>[]): PlanBar[] {
  const freeAt: number[] = [];
  const isShared = bars.some(({ share }) => share !== null);
  return bars
    .toSorted((a, b) => a.startMs - b.startMs)
    .map((bar) => {
      if (!isShared) return { ...bar, slot: 0 };
      const found = freeAt.findIndex((ms) => ms <= bar.startMs);
      const slot = found < 0 ? freeAt.length : found;
      freeAt[slot] = bar.endMs ?? Infinity;
      return { ...bar, slot: slot + 1 };
    });
}
