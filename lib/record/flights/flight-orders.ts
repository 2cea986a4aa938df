import type { LabEvent } from '../../../typings/events.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { many, maybeOne, none } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { FlightNotFoundError } from '../../errors/history-errors.ts';
import { JobNotFoundError } from '../../errors/record-errors.ts';
import { currentDate, systemClock, type Clock } from '../../util/clock.ts';
import { readFlight, readJobs } from './read-records.ts';

/** The person who gives an order, and the reason. */
export interface OrderBy {
  readonly who: string;
  readonly reason: string;
  readonly clock?: Clock;
}

/** An order to the runners of a flight. */
export interface FlightOrder {
  readonly kind: 'stop';
  readonly who: string;
  readonly reason: string;
  readonly orderedAt: Date;
}

interface Abort {
  readonly flight: number;
  readonly jobs: readonly string[] | null;
  readonly note: LabEvent;
  readonly at: Date;
}

const writeOrder = sql<{ flight: number } & Omit<FlightOrder, 'orderedAt'> & { readonly at: Date }, { flight: number }>(
  'record/order-flight',
);
const selectOrder = sql<{ readonly flight: number }, FlightOrder>('record/read-order');
const deleteOrder = sql<{ readonly flight: number }>('record/forget-order');
const updateAborted = sql<Abort, { job: string }>('record/abort-jobs');

/**
 * Orders the runners of a flight, on any machine, to start no more jobs. Running jobs continue to their end.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 *
 * Source: replaces the original's file `stop`.
 */
export async function stopFlight(db: Queryable, flight: number, by: OrderBy): Promise<void> {
  const { who, reason, clock = systemClock } = by;
  const row = await maybeOne(db, writeOrder, { flight, kind: 'stop', who, reason, at: currentDate(clock) });
  if (row === null) throw new FlightNotFoundError(flight);
}

/** Returns the order to the runners of a flight; null: there is none. */
export const readFlightOrder = (db: Queryable, flight: number): Promise<FlightOrder | null> =>
  maybeOne(db, selectOrder, { flight });

/** Deletes the order to the runners of a flight, before the flight is run again. */
export async function forgetFlightOrder(db: Queryable, flight: number): Promise<void> {
  await none(db, deleteOrder, { flight });
}

/**
 * Aborts the named jobs, or all jobs, of a flight that are not over. Running jobs end within seconds, on any machine.
 * Returns the jobs that this call aborted.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator), JobNotFoundError (`JOB_NOT_FOUND`, blame operator)
 *
 * Source: replaces the original's file `abort`.
 */
export async function abortJobs(
  db: Queryable,
  { flight, jobs }: { readonly flight: number; readonly jobs?: readonly string[] },
  { who, reason, clock = systemClock }: OrderBy,
): Promise<readonly string[]> {
  if ((await readFlight(db, flight)) === null) throw new FlightNotFoundError(flight);
  const there = new Set((await readJobs(db, flight)).map(({ job }) => job));
  const unknown = jobs?.find((job) => !there.has(job));
  if (unknown !== undefined) throw new JobNotFoundError(flight, unknown);
  const at = currentDate(clock);
  const note: LabEvent = { flight, at, kind: 'progress', message: `aborted by ${who}: ${reason}` };
  return (await many(db, updateAborted, { flight, jobs: jobs ?? null, note, at })).map(({ job }) => job);
}
