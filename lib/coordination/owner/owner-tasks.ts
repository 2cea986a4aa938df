import { randomBytes } from 'node:crypto';
import type { Queryable } from '../../db/pg-promise.ts';
import { many, maybeOne, none } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';

const insertTask = sql<{ refkey: string; refinfo: string }, { taskid: number }>('coordination/create-owner-task');
const endTaskList = sql<{ taskids: readonly number[] }>('coordination/end-owner-tasks');
const renameEarlier = sql<void>('coordination/rename-previous-tasks');
const markEarlier = sql<void>('coordination/mark-owner-tasks-lost');
const keepSecret = sql<{ taskid: number; secret: string }>('coordination/keep-task-secret');
const resume = sql<{ taskid: number; secret: string }, { refkey: string }>('coordination/resume-owner-task');
const endLost = sql<{ graceMs: number }, { taskid: number }>('coordination/end-lost-owner-tasks');

/** Creates a task of a connection. The second task of a peer gets `-1` appended to its refkey, and so on. */
async function createTask(
  db: Queryable,
  peer: string,
  earlier: number,
  time: number,
): Promise<{ readonly taskid: number; readonly refkey: string }> {
  for (let index = earlier; ; index++) {
    const refkey = index === 0 ? peer : `${peer}-${index}`;
    const task = await maybeOne(db, insertTask, { refkey, refinfo: String(time) });
    if (task !== null) return { taskid: task.taskid, refkey }; // a harness has resumed a task of this name
  }
}

async function endTasks(db: Queryable, taskids: readonly number[]): Promise<void> {
  await none(db, endTaskList, { taskids });
}

/**
 * Detaches the tasks of the earlier daemon from their connections. Returns their number. Called when the daemon starts.
 */
async function renamePrevious(db: Queryable): Promise<number> {
  return serializable(db, async (tx) => {
    await none(tx, markEarlier);
    return none(tx, renameEarlier);
  });
}

/** Creates the secret with which a harness can resume its task. */
async function giveSecret(db: Queryable, taskid: number): Promise<string> {
  const secret = randomBytes(16).toString('hex');
  await none(db, keepSecret, { taskid, secret });
  return secret;
}

/** Resumes a task. Returns its refkey, as its harness knows it; null: the task has ended, or the secret is wrong. */
async function resumeTask(db: Queryable, taskid: number, secret: string): Promise<string | null> {
  if (!Number.isInteger(taskid)) return null;
  return (await maybeOne(db, resume, { taskid, secret }))?.refkey ?? null;
}

/** Ends the tasks that no harness has resumed in time. */
async function endLostTasks(db: Queryable, graceMs: number): Promise<number[]> {
  return (await many(db, endLost, { graceMs })).map(({ taskid }) => taskid);
}

/** Where the owner daemon stores tasks: a database, or the lab simulator. */
export interface OwnerStore {
  createTask(
    peer: string,
    earlier: number,
    time: number,
  ): Promise<{ readonly taskid: number; readonly refkey: string }>;
  endTasks(taskids: readonly number[]): Promise<void>;
  renamePrevious(): Promise<number>;
  giveSecret(taskid: number): Promise<string>;
  resumeTask(taskid: number, secret: string): Promise<string | null>;
  endLostTasks(graceMs: number): Promise<number[]>;
}

/** Returns the store of a database. */
export const ownerStoreOf = (db: Queryable): OwnerStore => ({
  createTask: (peer, earlier, time) => createTask(db, peer, earlier, time),
  endTasks: (taskids) => endTasks(db, taskids),
  renamePrevious: () => renamePrevious(db),
  giveSecret: (taskid) => giveSecret(db, taskid),
  resumeTask: (taskid, secret) => resumeTask(db, taskid, secret),
  endLostTasks: (graceMs) => endLostTasks(db, graceMs),
});
