import type { PlanDocument, StoredEvent } from './plan-document.ts';
import type { Plan, PlanEvent } from './plan-types.ts';

/** Returns the content of get-plan: times relative to the plan's Start, without the owners. */
export function viewPlan(plan: PlanDocument): Plan {
  const Events: Record<string, readonly PlanEvent[]> = {};
  for (const [reso, events] of Object.entries(plan.Events)) {
    if (events.length > 0) Events[reso] = events.map((event) => viewEvent(event, plan.Start));
  }
  return { Start: plan.Start, Events };
}

const viewEvent = ({ Time, Type, Avail, Job, Share }: StoredEvent, planStart: number): PlanEvent => ({
  Time: Time - planStart,
  Type,
  Avail,
  ...(Job === undefined ? {} : { Job }),
  ...(Share === undefined ? {} : { Share }),
});
