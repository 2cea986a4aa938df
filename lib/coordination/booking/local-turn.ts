import type { Queryable } from '../../db/pg-promise.ts';
import { serializable } from '../../db/serializable.ts';
import type { Clock } from '../../util/clock.ts';
import { bookResources } from '../plan/book-plan.ts';
import { EMPTY_PLAN } from '../plan/plan-document.ts';
import { resetPlan, type AllocationRow } from '../plan/reset-plan.ts';
import { viewPlan } from '../plan/view-plan.ts';
import { queueStore } from '../queue/queue-store.ts';
import type { Turn } from '../queue/think-in-queue.ts';

/** Where no queue daemon is: how long an allocation that nobody has booked is expected to last. */
const ROGUE_SECONDS = 7 * 86_400;

/** A turn to think without a queue daemon: the plan is worked out here and kept where the daemon keeps it. */
export function localTurn(db: Queryable, taskid: number, label: string, clock: Clock): Turn {
  const now = Math.floor(clock.now() / 1000);
  const reset = async (connection: Queryable, counts: (row: AllocationRow) => boolean) => {
    const known = (await queueStore.findPlan(connection, 'plan')) ?? EMPTY_PLAN;
    const rows = (await queueStore.listAllocations(connection)).filter(counts);
    return resetPlan(known, rows, { now, rogueSeconds: ROGUE_SECONDS });
  };
  return {
    noalloc: false,
    getPlan: async () => viewPlan(await reset(db, () => true)),
    book: async (bookings) => {
      const allocated = new Set(
        bookings.flatMap(({ Reso, Allocated }) => (Allocated === undefined ? [] : [`${Reso} ${Allocated.Shareix}`])),
      );
      if (allocated.size === 0) return; // a wish counts only while its queue run lasts
      await serializable(db, async (tx) => {
        // what we have just taken is no rogue: it is being booked
        const isOurs = (row: AllocationRow): boolean =>
          row.taskid === taskid && allocated.has(`${row.restype} ${row.resname} ${row.shareix}`);
        const plan = await reset(tx, (row) => !isOurs(row));
        const info = { preinfo: '', job: label, peer: 'local' };
        await queueStore.keepPlans(tx, { plan: bookResources(plan, JSON.stringify({ Bookings: bookings }), info) });
      });
    },
  };
}
