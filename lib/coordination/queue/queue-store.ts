import type { Queryable } from '../../db/pg-promise.ts';
import { many, maybeOne, none } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { isPlanDocument, type PlanDocument } from '../plan/plan-document.ts';
import type { AllocationRow } from '../plan/reset-plan.ts';
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

/** A time in which no queue run begins. */
export interface Inhibition {
  readonly endsAtMs: number;
  readonly why: string;
}

/** A task that is older than its machine. */
export interface OldTask {
  readonly taskid: number;
  readonly refkey: string;
  readonly refinfo: string;
  /** false: refinfo is no time. */
  readonly killed: boolean;
}

export type PlanName = 'plan' | 'projection' | 'last-plan' | 'last-projection';

/** What the queue daemon keeps, so that it can be killed at any moment. Source: tables coordination_plans, queue_*. */
export const queueStore = {
  listAllocations: (db: Queryable): Promise<AllocationRow[]> => many(db, listRows),
  deleteOldTasks: (db: Queryable): Promise<number> => none(db, deleteOldTasks),
  /** null: there is none, or it is one of another version, which is as good as none. */
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
