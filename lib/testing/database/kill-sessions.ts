import type { Db } from '../../db/db.ts';
import { many } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';

const killAll = sql<void, { pid: number }>('testing/kill-task-sessions');

/** Kills the sessions of a database that hold tasks, as a crash of their backends would. */
export async function killTaskSessions(db: Db): Promise<void> {
  await many(db, killAll);
}
