import type { Queryable } from '../../db/pg-promise.ts';
import { many, maybeOne, none } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { isPlanDocument, type PlanDocument } from '../plan/plan-document.ts';
import type { AllocationRow } from '../plan/reset-plan.ts';
import type { FreedResource } from '../resource.ts';
import { endLostSessions, freeDeadResources } from '../task/reap-dead-tasks.ts';
import { describeClient, type QueueClient } from './queue-client.ts';

const listRows = sql<void, AllocationRow>('coordination/list-allocations');
const deleteOldTasks = sql<void>('coordination/delete-old-tasks');
const findPlan = sql<{ name: string }, { document: unknown }>('coordination/find-plan');
const keep = sql<{ plans: string }>('coordination/keep-plans');
const addInhibition = sql<{ endsAtMs: number; why: string }>('coordination/add-inhibition');
const listCurrent = sql<{ nowMs: number }, Inhibition>('coordination/list-inhibitions');
const deleteBefore = sql<{ beforeMs: number }>('coordination/delete-inhibitions');
const writeAll = sql<{ waiters: string }>('coordination/write-waiters');
const killBefore = sql<{ address: string; before: number }, OldTask>('coordination/kill-tasks-before');

/** A period in which no queue run starts. */
export interface Inhibition {
  readonly endsAtMs: number;
  readonly why: string;
}

/** A task that started before the last start of its machine. */
export interface OldTask {
  readonly taskid: number;
  readonly refkey: string;
  readonly refinfo: string;
  /** false: refinfo is not a time. */
  readonly killed: boolean;
}

export type PlanName = 'plan' | 'projection' | 'last-plan' | 'last-projection';

/**
 * The stored state of the queue daemon, which can therefore be killed at any moment. Source: tables coordination_plans,
 * queue_*.
 */
export const queueStore = {
  listAllocations: (db: Queryable): Promise<AllocationRow[]> => many(db, listRows),
  deleteOldTasks: (db: Queryable): Promise<number> => none(db, deleteOldTasks),
  /** Returns a plan; null: there is none, or it is from an incompatible version. */
  findPlan: async (db: Queryable, name: PlanName): Promise<PlanDocument | null> => {
    const document = (await maybeOne(db, findPlan, { name }))?.document;
    return isPlanDocument(document) ? document : null;
  },
  keepPlans: async (db: Queryable, plans: Partial<Record<PlanName, PlanDocument>>): Promise<void> => {
    await none(db, keep, { plans: JSON.stringify(plans) });
  },
  addInhibition: async (db: Queryable, inhibition: Inhibition): Promise<void> => {
    await none(db, addInhibition, { ...inhibition });
  },
  listInhibitions: (db: Queryable, nowMs: number): Promise<Inhibition[]> => many(db, listCurrent, { nowMs }),
  deleteInhibitions: async (db: Queryable, beforeMs: number): Promise<void> => {
    await none(db, deleteBefore, { beforeMs });
  },
  writeWaiters: async (db: Queryable, clients: readonly QueueClient[]): Promise<void> => {
    const waiters = clients.map((client) => ({
      job: describeClient(client),
      peer: client.connection.peer,
      info: Object.fromEntries(client.info),
      sinceMs: client.waitingSinceMs,
    }));
    await none(db, writeAll, { waiters: JSON.stringify(waiters) });
  },
  killTasksBefore: (db: Queryable, address: string, before: number): Promise<OldTask[]> =>
    many(db, killBefore, { address, before }),
};

/** Where the queue daemon stores its state and reads allocations: a database, or the lab simulator. */
export interface QueueStore {
  listAllocations(): Promise<AllocationRow[]>;
  deleteOldTasks(): Promise<unknown>;
  findPlan(name: PlanName): Promise<PlanDocument | null>;
  keepPlans(plans: Partial<Record<PlanName, PlanDocument>>): Promise<void>;
  addInhibition(inhibition: Inhibition): Promise<void>;
  listInhibitions(nowMs: number): Promise<Inhibition[]>;
  deleteInhibitions(beforeMs: number): Promise<void>;
  writeWaiters(clients: readonly QueueClient[]): Promise<void>;
  killTasksBefore(address: string, before: number): Promise<OldTask[]>;
  freeDeadResources(): Promise<FreedResource[]>;
  endLostSessions(): Promise<number[]>;
}

/** Returns the store of a database. */
export const queueStoreOf = (db: Queryable): QueueStore => ({
  listAllocations: () => queueStore.listAllocations(db),
  deleteOldTasks: () => queueStore.deleteOldTasks(db),
  findPlan: (name) => queueStore.findPlan(db, name),
  keepPlans: (plans) => queueStore.keepPlans(db, plans),
  addInhibition: (inhibition) => queueStore.addInhibition(db, inhibition),
  listInhibitions: (nowMs) => queueStore.listInhibitions(db, nowMs),
  deleteInhibitions: (beforeMs) => queueStore.deleteInhibitions(db, beforeMs),
  writeWaiters: (clients) => queueStore.writeWaiters(db, clients),
  killTasksBefore: (address, before) => queueStore.killTasksBefore(db, address, before),
  freeDeadResources: () => freeDeadResources(db),
  endLostSessions: () => endLostSessions(db),
});
