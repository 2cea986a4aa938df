import { PlanRefusedError } from '../../errors/coordination-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { checkEvents } from './check-plan.ts';
import type { PlanAllocation, PlanDocument, RawEvent, StoredEvent } from './plan-document.ts';
import type { ShareUse } from './plan-types.ts';

/** One resource that a harness has allocated or wishes. Times in seconds from the plan's Start. */
export interface PlanBooking {
  readonly Reso: string;
  /** `FLIGHT.JOB` */
  readonly Job?: string;
  /** Text to show: the ident. */
  readonly Xinfo?: string;
  readonly Start: number | string;
  readonly End: number | string;
  readonly Share?: ShareUse;
  /** Present if the resource is allocated, and not only wished. */
  readonly Allocated?: { readonly Shareix: number | string; readonly Task: number | string };
}

/** The client that books, as the plan shows it. Source: the client's set-info. */
export interface BookingInfo {
  readonly preinfo: string;
  /** null: the client did not give one; the plan shows `peer`. */
  readonly job: string | null;
  readonly peer: string;
}

/**
 * Returns the plan with all of the bookings added.
 *
 * @param data - The text that a client sent: `{ "Bookings": [...] }`.
 * @throws PlanRefusedError (`PLAN_REFUSED`, blame lab) - a booking is invalid; the given plan does not change.
 */
export function bookResources(plan: PlanDocument, data: string, info: BookingInfo): PlanDocument {
  const allocations: Record<string, PlanAllocation> = { ...plan.Allocations };
  const events: Record<string, readonly (RawEvent | StoredEvent)[]> = { ...plan.Events };
  const touched = new Set<string>();
  for (const [index, booking] of parseBookings(data).entries()) {
    const problem = problemOf(booking, allocations);
    if (problem !== null) throw new PlanRefusedError(`booking ${index}: ${problem}`);
    touched.add(booking.Reso);
    addBooking(plan.Start, booking, info, allocations, events);
  }
  const checked: Record<string, readonly StoredEvent[]> = { ...plan.Events };
  for (const reso of touched) checked[reso] = checkEvents(reso, events[reso]!, plan.Start);
  return { ...plan, Allocations: allocations, Events: checked };
}

function parseBookings(data: string): readonly PlanBooking[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(data);
  } catch (error) {
    throw new PlanRefusedError(`not JSON: ${describeError(error)}`, { cause: error });
  }
  const list = typeof parsed === 'object' && parsed !== null ? (parsed as { Bookings?: unknown }).Bookings : undefined;
  if (!Array.isArray(list)) throw new PlanRefusedError('no list of Bookings');
  return list as readonly PlanBooking[];
}

/** Returns what is wrong with a booking, which is untrusted input despite its type; null: it is valid. */
function problemOf(booking: unknown, allocations: Readonly<Record<string, PlanAllocation>>): string | null {
  if (typeof booking !== 'object' || booking === null) return 'not an object';
  const { Reso, Xinfo, Start, End, Share, Allocated } = booking as Record<string, unknown>;
  if (typeof Reso !== 'string' || !/^[-+_.!*%(){}:#/ 0-9a-zA-Z]+$/.test(Reso)) return 'bad Reso';
  if (Xinfo !== undefined && !isPrintable(Xinfo)) return 'Xinfo is not printable ASCII';
  if (!isCount(Start) || !isCount(End)) return 'Start and End must be whole numbers from 0 to 999999999';
  if (Number(Start) >= Number(End)) return 'Start is not before End';
  if (Share !== undefined && !isShare(Share)) return 'bad Share: requires a Type, and Shares from 1 to 30';
  if (Allocated === undefined) return null;
  if (typeof Allocated !== 'object' || Allocated === null) return 'bad Allocated';
  const { Shareix, Task } = Allocated as Record<string, unknown>;
  if (!isCount(Shareix) || !isCount(Task)) return 'bad Allocated: requires Shareix and Task';
  if (allocations[`${Reso} ${Number(Shareix)}`] !== undefined) return `${Reso} ${Number(Shareix)} is allocated already`;
  return null;
}

const isPrintable = (value: unknown): boolean =>
  (typeof value === 'string' || typeof value === 'number') && /^[ -~]*$/.test(String(value));

const isCount = (value: unknown): boolean =>
  (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 999_999_999) ||
  (typeof value === 'string' && /^(0|[1-9][0-9]{0,8})$/.test(value));

function isShare(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { Type, Shares } = value as Record<string, unknown>;
  return (
    typeof Type === 'string' && isPrintable(Type) && isCount(Shares) && Number(Shares) >= 1 && Number(Shares) <= 30
  );
}

function addBooking(
  planStart: number,
  booking: PlanBooking,
  info: BookingInfo,
  allocations: Record<string, PlanAllocation>,
  events: Record<string, readonly (RawEvent | StoredEvent)[]>,
): void {
  const Start = planStart + Number(booking.Start);
  const End = planStart + Number(booking.End);
  const Info = infoText(booking, info);
  const job = jobText(booking.Job);
  const Job = job === undefined ? {} : { Job: job };
  const allocated = booking.Allocated;
  const common = {
    Info,
    ...Job,
    ...(booking.Share === undefined
      ? {}
      : { Share: { Type: booking.Share.Type, Shares: Number(booking.Share.Shares) } }),
    ...(allocated === undefined
      ? {}
      : { Allocated: { Shareix: Number(allocated.Shareix), Task: Number(allocated.Task), Live: 1 as const } }),
  };
  if (allocated !== undefined) {
    const key = `${booking.Reso} ${Number(allocated.Shareix)}`;
    allocations[key] = { Task: Number(allocated.Task), Info, ...Job, Start, End, Live: 1 };
  }
  events[booking.Reso] = [
    ...(events[booking.Reso] ?? []),
    { ...common, Time: Start, Type: 'Start' },
    { ...common, Time: End, Type: 'End' },
  ];
}

function infoText(booking: PlanBooking, { preinfo, job, peer }: BookingInfo): string {
  const xinfo = booking.Xinfo === undefined || booking.Xinfo === '' ? '' : ` ${booking.Xinfo}`;
  return `${preinfo} ${job === null ? peer : `job ${job}`}${xinfo}`;
}

/** Returns a client's job name as text: a client may send any value, and other values are formatted as JSON. */
const jobText = (job: unknown): string | undefined =>
  job === undefined || job === null ? undefined : typeof job === 'string' ? job : JSON.stringify(job);
