import type { Queryable } from '../../db/pg-promise.ts';
import { many, none, one } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import type { FreedResource } from '../resource.ts';
import { TASK_GRACE_MS, TASK_LOCK_CLASS } from './open-task.ts';

const markLost = sql<{ lockClass: number }>('coordination/mark-lost-sessions');
const countLost = sql<void, { lost: number }>('coordination/count-lost-sessions');
const endLost = sql<{ lockClass: number; graceMs: number }, { taskid: number }>('coordination/end-lost-tasks');
const settleHolds = sql<void, FreedResource>('coordination/settle-holds');
const freeDead = sql<void, FreedResource>('coordination/free-dead-resources');

/** What a look at all tasks came to. */
export interface Reaped {
  /** Tasks that have ended. */
  readonly taskids: readonly number[];
  /** What is free again. */
  readonly freed: readonly FreedResource[];
}

export interface ReapOptions {
  /** How long a lost session may take to come back; default 0.7 s. */
  readonly graceMs?: number | undefined;
}

/**
 * Ends the tasks whose database session is gone, and frees what dead tasks own (also those of the owner daemon, and the
 * magic task `idle`). Anybody may do so at any time; a task that has lost its session ends at the second look.
 *
 * @throws QueryError, DatabaseLostError
 */
export async function reapDeadTasks(db: Queryable, options: ReapOptions = {}): Promise<Reaped> {
  const taskids = await endLostSessions(db, options);
  return { taskids, freed: await freeDeadResources(db) };
}

/**
 * As {@link reapDeadTasks}, and waits out the grace of tasks that have only just lost their session: a harness that was
 * killed before the call is dead behind it.
 */
export async function reapDyingTasks(db: Queryable, clock: Clock = systemClock): Promise<void> {
  await reapDeadTasks(db);
  if ((await one(db, countLost)).lost === 0) return;
  await clock.sleep(TASK_GRACE_MS + 50);
  await reapDeadTasks(db);
}

/** Ends the tasks whose database session is gone; they keep what they own until it is freed. Returns their numbers. */
export async function endLostSessions(db: Queryable, options: ReapOptions = {}): Promise<number[]> {
  const graceMs = options.graceMs ?? TASK_GRACE_MS;
  await none(db, markLost, { lockClass: TASK_LOCK_CLASS });
  if ((await one(db, countLost)).lost === 0) return [];
  // serialisable: a harness that takes up its task in this moment must not lose it
  const ended = await serializable(db, (tx) => many(tx, endLost, { graceMs, lockClass: TASK_LOCK_CLASS }));
  return ended.map(({ taskid }) => taskid);
}

/** Frees what dead tasks own and what persons held until now; persons who wait for a host get it before any job. */
export async function freeDeadResources(db: Queryable): Promise<FreedResource[]> {
  const freed = await many(db, freeDead);
  return [...freed, ...(await many(db, settleHolds))];
}
