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

/** The result of reaping. */
export interface Reaped {
  /** Tasks that were ended. */
  readonly taskids: readonly number[];
  /** Resources that became free. */
  readonly freed: readonly FreedResource[];
}

export interface ReapOptions {
  /** How long a lost session may take to be replaced. Default 0.7 s. */
  readonly graceMs?: number | undefined;
}

/**
 * Ends the tasks whose database session has ended. Frees the resources of dead tasks, also those of the owner daemon
 * and of the magic task `idle`. Any process may call it at any time. A task that has lost its session ends at the
 * second call.
 *
 * @throws QueryError, DatabaseLostError
 */
export async function reapDeadTasks(db: Queryable, options: ReapOptions = {}): Promise<Reaped> {
  const taskids = await endLostSessions(db, options);
  return { taskids, freed: await freeDeadResources(db) };
}

/**
 * Reaps dead tasks as {@link reapDeadTasks} does, after the grace of tasks that have just lost their session. A harness
 * that was killed before the call is dead after it.
 */
export async function reapDyingTasks(db: Queryable, clock: Clock = systemClock): Promise<void> {
  await reapDeadTasks(db);
  if ((await one(db, countLost)).lost === 0) return;
  await clock.sleep(TASK_GRACE_MS + 50);
  await reapDeadTasks(db);
}

/**
 * Ends the tasks whose database session has ended, and returns their numbers. They retain their resources until these
 * are freed.
 */
export async function endLostSessions(db: Queryable, options: ReapOptions = {}): Promise<number[]> {
  const graceMs = options.graceMs ?? TASK_GRACE_MS;
  await none(db, markLost, { lockClass: TASK_LOCK_CLASS });
  if ((await one(db, countLost)).lost === 0) return [];
  // serializable: a harness that resumes its task at the same moment must not lose it
  const ended = await serializable(db, (tx) => many(tx, endLost, { graceMs, lockClass: TASK_LOCK_CLASS }), {
    isRepeatable: true, // a task that is ended is not found again
  });
  return ended.map(({ taskid }) => taskid);
}

/** Frees the resources of dead tasks and the expired holds of persons. A waiting person gets a host before any job. */
export async function freeDeadResources(db: Queryable): Promise<FreedResource[]> {
  const freed = await many(db, freeDead);
  return [...freed, ...(await many(db, settleHolds))];
}
