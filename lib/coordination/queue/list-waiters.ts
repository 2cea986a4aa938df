import type { Queryable } from '../../db/pg-promise.ts';
import { many } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import type { PlanDocument } from '../plan/plan-document.ts';
import { queueStore } from './queue-store.ts';

/** A client of the queue daemon that waits for its hosts. Source: table queue_waiters. */
export interface Waiter {
  /** `FLIGHT.JOB`, or the client's address. */
  readonly job: string | null;
  readonly peer: string;
  /** Place in the order of turns; 1: first. */
  readonly place: number;
  /** What the client reported about itself: priority, wait-start, ... */
  readonly info: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
  /** Its bookings for later in the last finished plan; empty: it has not had its turn yet. */
  readonly wishes: readonly Wish[];
}

/** A resource that a job is expected to get. */
export interface Wish {
  /** Such as `host host1`. */
  readonly reso: string;
  /** When, in milliseconds since 1970. */
  readonly startMs: number;
}

const listRows = sql<void, Omit<Waiter, 'wishes'>>('coordination/list-waiters');

/** Returns the waiting clients in order, with the expected start of each. @throws QueryError, DatabaseLostError */
export async function listWaiters(db: Queryable): Promise<Waiter[]> {
  const plan = await readLastPlan(db);
  const rows = await many(db, listRows);
  return rows.map((row) => ({ ...row, wishes: plan === null ? [] : wishesOf(plan, row.info['job'] ?? null) }));
}

/** Returns the plan of the last finished queue run; null: there has been none. @throws QueryError, DatabaseLostError */
export const readLastPlan = (db: Queryable): Promise<PlanDocument | null> => queueStore.findPlan(db, 'last-plan');

function wishesOf(plan: PlanDocument, job: string | null): Wish[] {
  if (job === null) return [];
  return Object.entries(plan.Events).flatMap(([reso, events]) =>
    events
      .filter((event) => event.Type === 'Start' && event.Job === job && event.Allocated === undefined)
      .map((event) => ({ reso, startMs: event.Time * 1000 })),
  );
}
