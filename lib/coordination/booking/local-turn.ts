import type { Queryable } from '../../db/pg-promise.ts';
import { serializable } from '../../db/serializable.ts';
import type { Clock } from '../../util/clock.ts';
import { bookResources } from '../plan/book-plan.ts';
import { EMPTY_PLAN } from '../plan/plan-document.ts';
import { resetPlan, type AllocationRow } from '../plan/reset-plan.ts';
import { viewPlan } from '../plan/view-plan.ts';
import { queueStore } from '../queue/queue-store.ts';
import type { Turn } from '../queue/think-in-queue.ts';

/** How long an allocation without a booking is expected to last, where there is no queue daemon. */
const ROGUE_SECONDS = 7 * 86_400;

/** Creates a turn without a queue daemon. The harness computes the plan itself and stores it where the daemon would. */
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
      if (allocated.size === 0) return; // a wish counts only during its queue run
      await serializable(db, async (tx) => {
        // our new allocation is no rogue: it is being booked
        const isOurs = (row: AllocationRow): boolean =>
          row.taskid === taskid && allocated.has(`${row.restype} ${row.resname} ${row.shareix}`);
        const plan = await reset(tx, (row) => !isOurs(row));
        const info = { preinfo: '', job: label, peer: 'local' };
        await queueStore.keepPlans(tx, { plan: bookResources(plan, JSON.stringify({ Bookings: bookings }), info) });
      });
    },
  };
}
