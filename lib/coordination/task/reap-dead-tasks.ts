import type { Queryable } from '../../db/pg-promise.ts';
import { many } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';
import { TASK_GRACE_MS, TASK_LOCK_CLASS } from './open-task.ts';

const markLost = sql<{ lockClass: number }, { taskid: number; lost: boolean }>('coordination/mark-lost-sessions');
const endLost = sql<{ lockClass: number; graceMs: number }, { taskid: number }>('coordination/end-lost-tasks');
const freeDead = sql<void, FreedResource>('coordination/free-dead-resources');

interface FreedResource {
  readonly restype: string;
  readonly resname: string;
  readonly shareix: number;
}

/** What a look at all tasks came to. */
export interface Reaped {
  /** Tasks that have ended. */
  readonly taskids: readonly number[];
  /** What is free again. */
  readonly freed: readonly FreedResource[];
  /** Tasks whose session is gone and that end in a moment, if it does not come back. */
  readonly losing: readonly number[];
}

/**
 * Ends the tasks whose database session is gone, and frees what dead tasks own (also those of the owner daemon, and the
 * magic task `idle`). Anybody may do so at any time.
 *
 * @param options.graceMs - How long a lost session may take to come back; default 0.7 s.
 * @throws QueryError, DatabaseLostError
 */
export async function reapDeadTasks(
  queryable: Queryable,
  options: { readonly graceMs?: number } = {},
): Promise<Reaped> {
  const graceMs = options.graceMs ?? TASK_GRACE_MS;
  return serializable(queryable, async (tx) => {
    const marked = await many(tx, markLost, { lockClass: TASK_LOCK_CLASS });
    const ended = await many(tx, endLost, { graceMs, lockClass: TASK_LOCK_CLASS });
    const freed = await many(tx, freeDead);
    return {
      taskids: ended.map(({ taskid }) => taskid),
      freed,
      losing: marked.filter(({ lost }) => lost).map(({ taskid }) => taskid),
    };
  });
}
