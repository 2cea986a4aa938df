export { bookHosts, type BookHostsOptions, type HostRequest } from './booking/book-hosts.ts';
export type { BookedHost, Booking } from './booking/booking.ts';
export { guardHost, type HostGuard } from './booking/guard-host.ts';
export { editHost, type HostEdit } from './host/edit-host.ts';
export {
  describeHold,
  endHold,
  findHold,
  findHost,
  holdHost,
  listHolds,
  type HoldHostOptions,
  type HoldKind,
  type HostHold,
} from './host/hold-host.ts';
export { describeOwner, describeUse, listHosts, type HostOwner, type HostRow } from './host/host-row.ts';
export { syncHosts, type HostRegistration } from './host/sync-hosts.ts';
export { queueAccess, type QueueAccess } from './queue-access.ts';
export { beginTask } from './task/begin-task.ts';
export { openTask, type OpenTaskOptions } from './task/open-task.ts';
export { reapDeadTasks, type Reaped, type ReapOptions } from './task/reap-dead-tasks.ts';
export { formatTask, type Task } from './task/task.ts';
export {
  allocationCost,
  DEFAULT_COST,
  type AllocationCostInput,
  type CostCoefficients,
  type HostHistory,
} from './allocator/allocation-cost.ts';
export { estimateFree, type DurationsOf, type Estimate } from './plan/estimate-start.ts';
export { searchPlan, type PlanSearchResult } from './plan/search-plan.ts';
export type { Plan, PlanEvent, PlanRequest, ShareUse } from './plan/plan-types.ts';
export { bookResources, type BookingInfo, type PlanBooking } from './plan/book-plan.ts';
export { EMPTY_PLAN, type PlanAllocation, type PlanDocument, type StoredEvent } from './plan/plan-document.ts';
export { resetPlan, type AllocationRow, type ResetOptions, type AllocationHold } from './plan/reset-plan.ts';
export { viewPlan } from './plan/view-plan.ts';
export { markShareReady } from './booking/mark-share-ready.ts';
export { openDaemonDatabase, type DaemonDatabaseOptions } from './daemon/open-daemon-database.ts';
export type { Daemon, DaemonOptions } from './daemon/run-daemon.ts';
export { startOwnerDaemon, type OwnerDaemonOptions } from './owner/start-owner-daemon.ts';
export type { ListenAddress, Network, LineSocket, Listener } from './protocol/network.ts';
export { listWaiters, readLastPlan, type Waiter, type Wish } from './queue/list-waiters.ts';
export { prodQueue } from './queue/prod-queue.ts';
export { DEFAULT_QUEUE_TIMES, startQueueDaemon, type QueueDaemonOptions } from './queue/start-queue-daemon.ts';
export type { QueueTimes } from './queue/queue-state.ts';
export { openOwnerTask, type OwnerTaskOptions } from './task/open-owner-task.ts';
export type { Queryable } from '../db/pg-promise.ts';
export type { FreedResource, HeldResource } from './resource.ts';
