import { isOsstestError } from '../../errors/osstest-error.ts';
import { checkEvents } from './check-plan.ts';
import type { PlanAllocation, PlanDocument, RawEvent, StoredEvent } from './plan-document.ts';

/** A resource that is not free. Source: coordination/list-allocations.sql. */
export interface AllocationRow {
  /** `host`, also for the slots of a shared host. */
  readonly restype: string;
  readonly resname: string;
  readonly shareix: number;
  readonly subtask: string;
  readonly taskid: number;
  readonly taskType: string;
  readonly refkey: string;
  readonly live: boolean;
  readonly share: { readonly type: string; readonly shares: number } | null;
  /** The person who has it, or (`pending`) gets it next. Source: table host_holds. */
  readonly hold?: AllocationHold | null;
}

/** A person's hold of a host. */
export interface AllocationHold {
  readonly kind: 'allocate' | 'block';
  readonly who: string;
  readonly reason: string;
  readonly pending: boolean;
  /** Seconds since 1970; null: until it is freed. */
  readonly until: number | null;
}

export interface ResetOptions {
  /** Seconds since 1970. */
  readonly now: number;
  /** Assumed duration of allocations without a booking. Source: config key coordination.rogueAllocationSeconds. */
  readonly rogueSeconds: number;
  /** Called with a line about each contradiction in the database. */
  readonly onProblem?: (message: string) => void;
}

/** How long the other slots of a share are expected to wait for its preparation. */
const PREPARING_SECONDS = 1000;

/** Returns the plan at the start of a queue run: only the present allocations, each with its expected end. */
export function resetPlan(plan: PlanDocument, rows: readonly AllocationRow[], options: ResetOptions): PlanDocument {
  const allocations: Record<string, PlanAllocation> = {};
  const raw = new Map<string, RawEvent[]>();
  const used = new Set(rows.filter((row) => row.share !== null && !isPreparing(row)).map((row) => row.resname));
  for (const row of rows) {
    // a share with only preparing slots counts as free: any task that needs the host may end it
    if (row.share !== null && !used.has(row.resname)) continue;
    const reso = `${row.restype} ${row.resname}`;
    const key = `${reso} ${row.shareix}`;
    const allocation = allocationOf(row, plan.Allocations[key], options.now);
    allocations[key] = allocation;
    raw.set(reso, [...(raw.get(reso) ?? []), ...eventsOf(row, allocation, options)]);
  }
  const events: Record<string, readonly StoredEvent[]> = {};
  for (const [reso, list] of raw) events[reso] = checkOrBlock(reso, list, options);
  return { Start: options.now, Allocations: allocations, Unprocessed: [], Events: events };
}

const isPreparing = (row: AllocationRow): boolean => row.taskType === 'magic' && row.refkey === 'preparing';

function allocationOf(row: AllocationRow, known: PlanAllocation | undefined, now: number): PlanAllocation {
  const Live = row.live ? 1 : 0;
  if (known !== undefined && known.Task === row.taskid) return { ...known, Live };
  return { Task: row.taskid, Info: infoOf(row), Start: now, Live };
}

function infoOf(row: AllocationRow): string {
  if (row.hold?.pending === false) return holdInfo(row.hold);
  const who = row.taskType === 'magic' ? row.refkey : `${row.taskType} ${row.refkey}`;
  return `rogue ${who} ${row.subtask}`.trim();
}

/**
 * Returns the text to show for a hold. Input of people may have any characters; the plan allows printable ASCII only.
 */
const holdInfo = ({ kind, who, reason }: AllocationHold): string =>
  `${kind === 'block' ? 'blocked' : 'allocated'} by ${who}: ${reason}`.replaceAll(/[^ -~]/g, '?');

/** Returns when a resource is expected to be free: soon if its task has ended, as booked, or later if it is overdue. */
function expectedEnd(row: AllocationRow, allocation: PlanAllocation, { now, rogueSeconds }: ResetOptions): number {
  if (allocation.Live === 0) return now + 1;
  if (row.hold?.pending === false) return holdEnd(row.hold, now, rogueSeconds);
  if (allocation.End === undefined) return now + (isPreparing(row) ? PREPARING_SECONDS : rogueSeconds);
  if (allocation.End > now) return allocation.End;
  const spent = now - allocation.Start;
  const planned = Math.max(1, allocation.End - allocation.Start);
  return allocation.Start + Math.ceil((spent * spent) / planned) + 1;
}

/** Returns the end of a hold; an expired one ends at the next run. */
const holdEnd = ({ until }: AllocationHold, from: number, rogueSeconds: number): number =>
  until === null ? from + rogueSeconds : Math.max(from + 1, Math.ceil(until));

function eventsOf(row: AllocationRow, allocation: PlanAllocation, options: ResetOptions): RawEvent[] {
  const common = {
    Info: allocation.Info,
    ...(allocation.Job === undefined ? {} : { Job: allocation.Job }),
    ...(row.share === null ? {} : { Share: { Type: row.share.type, Shares: row.share.shares } }),
    Allocated: { Shareix: row.shareix, Task: allocation.Task, Live: allocation.Live },
  };
  const end = expectedEnd(row, allocation, options);
  return [
    { ...common, Time: Math.min(allocation.Start, options.now), Type: 'Start' },
    { ...common, Time: end, Type: 'End' },
    ...(row.hold?.pending === true ? nextHold(row.hold, end, options) : []),
  ];
}

/** Returns the events of a waiting person, who gets the host before any job. */
function nextHold(hold: AllocationHold, start: number, { rogueSeconds }: ResetOptions): RawEvent[] {
  if (hold.until !== null && hold.until <= start) return [];
  const Info = holdInfo(hold);
  return [
    { Info, Time: start, Type: 'Start' },
    { Info, Time: holdEnd(hold, start, rogueSeconds), Type: 'End' },
  ];
}

/**
 * Checks the events of a resource. If its rows contradict each other it is shown as taken, so that it does not block
 * the others.
 */
function checkOrBlock(reso: string, events: readonly RawEvent[], options: ResetOptions): StoredEvent[] {
  try {
    return checkEvents(reso, events, options.now);
  } catch (error) {
    if (!isOsstestError(error)) throw error;
    options.onProblem?.(`${reso}: shown as taken, since the database contradicts itself: ${error.message}`);
    const Info = 'inconsistent';
    return [
      { Time: options.now, Type: 'Start', Avail: 0, Info },
      { Time: options.now + options.rogueSeconds, Type: 'End', Avail: 1, Info },
    ];
  }
}
