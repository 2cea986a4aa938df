import type { PlanBooking } from '../plan/book-plan.ts';
import type { Choice } from './candidates.ts';

/** The allocated slot of a host, as its booking describes it. */
export interface TakenSlot {
  readonly taskid: number;
  /** 0: the whole host. */
  readonly shareix: number;
  /** Number of slots of a share that already existed; null: as many as the candidate requests. */
  readonly shares: number | null;
}

/**
 * Returns the bookings of a choice, for book-resources. `taken`: the allocated slots by host; an empty map makes the
 * bookings wishes.
 */
export function bookingsOf(choice: Choice, job: string, taken: ReadonlyMap<string, TakenSlot>): PlanBooking[] {
  return choice.hosts.map(({ ident, candidate: { host, share } }) => {
    const slot = taken.get(host);
    return {
      Reso: `host ${host}`,
      Job: job,
      Xinfo: ident,
      Start: choice.start,
      End: choice.start + choice.durationSeconds,
      ...(share === null ? {} : { Share: { Type: share.type, Shares: slot?.shares ?? share.maxTasks } }),
      ...(slot === undefined ? {} : { Allocated: { Shareix: slot.shareix, Task: slot.taskid } }),
    };
  });
}
