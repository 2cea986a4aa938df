import type { PlanBooking } from '../plan/book-plan.ts';
import type { Choice } from './candidates.ts';

/** How a host was taken: what its booking says of it. */
export interface TakenSlot {
  readonly taskid: number;
  /** 0: the whole host. */
  readonly shareix: number;
  /** Of a share that was there already; null: as many as the candidate asks for. */
  readonly shares: number | null;
}

/** What is sent with book-resources for a choice. `taken`: by host; empty: wishes. */
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
