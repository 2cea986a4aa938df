import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { hostname, userInfo } from 'node:os';
import type { Db } from '../../db/db.ts';
import { maybeOne, none, one } from '../../db/query.ts';
import { openSession, type Session } from '../../db/session.ts';
import { sql } from '../../db/sql.ts';
import { LostTaskError } from '../../errors/coordination-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { seconds } from '../../util/units.ts';
import type { Task } from './task.ts';

/** First half of the advisory locks of tasks (the other is the task's number): "osst". */
export const TASK_LOCK_CLASS = 0x6f737374;

/**
 * How long after the loss of its session a task can be resumed. Short, since the hosts of a killed harness become free
 * only after it. A lost session is replaced in less than a tenth of it.
 */
export const TASK_GRACE_MS = 700;

/** How long the server may be unreachable before we give up the task. */
const SERVER_GONE_MS = seconds(60);

interface NewTask {
  readonly refkey: string;
  readonly username: string;
  readonly comment: string | null;
  readonly refinfo: string;
  readonly lockClass: number;
}

const createTask = sql<NewTask, { taskid: number }>('coordination/create-session-task');
const resumeTask = sql<{ taskid: number; lockClass: number }, { taskid: number }>('coordination/resume-session-task');
const endTask = sql<{ taskid: number }>('coordination/end-task');

export interface OpenTaskOptions {
  /** Shown with the owner of a host. */
  readonly comment?: string | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Starts a task that lives as long as this process and its connection to the database.
 *
 * However the process ends, all resources of the task are free again within seconds. After a loss of the connection (a
 * restart of the server) the task is resumed if that succeeds within 0.7 s of the server's time.
 *
 * @throws DatabaseUnreachableError, DatabaseLostError, QueryError
 * Source: table tasks, type session.
 */
export async function openTask(db: Db, options: OpenTaskOptions = {}): Promise<Task> {
  const clock = options.clock ?? systemClock;
  const username = userInfo().username;
  const refkey = `${username}@${hostname()} ${process.pid} ${randomBytes(6).toString('hex')}`;
  const lost = new AbortController();
  setMaxListeners(0, lost.signal); // many bookings wait under one task
  const keeper = createKeeper(db, clock, (reason) => lost.abort(new LostTaskError(keeper.taskid, reason)));
  await keeper.begin({
    refkey,
    username,
    comment: options.comment ?? null,
    refinfo: String(Math.floor(clock.now() / 1000)),
    lockClass: TASK_LOCK_CLASS,
  });
  const end = (): Promise<void> => keeper.end();
  return {
    taskid: keeper.taskid,
    type: 'session',
    refkey,
    signal: lost.signal,
    end,
    [Symbol.asyncDispose]: end,
  };
}

interface Keeper {
  taskid: number;
  begin(task: NewTask): Promise<void>;
  end(): Promise<void>;
}

/** Holds the session of a task, and replaces it when it is lost. */
function createKeeper(db: Db, clock: Clock, onLost: (reason: string) => void): Keeper {
  let session: Session | null = null;
  let ending: Promise<void> | null = null;
  const stop = new AbortController();
  const open = (): Promise<Session> =>
    openSession(db, {
      applicationName: `osstest task of ${process.pid}`,
      onLost: (error) => void resume(describeError(error)),
      clock,
    });
  const resume = async (reason: string): Promise<void> => {
    const endAt = clock.now() + SERVER_GONE_MS;
    for (let attempt = 0; ending === null; attempt++) {
      const outcome = await tryResume(open, keeper.taskid);
      if (outcome === 'too late' || (outcome === null && clock.now() > endAt)) return onLost(reason);
      if (outcome !== null) {
        session = outcome;
        if (ending !== null) await session[Symbol.asyncDispose]();
        return;
      }
      await clock.sleep(Math.min(20 * 2 ** attempt, 200), stop.signal).catch(() => undefined);
    }
  };
  const keeper: Keeper = {
    taskid: 0,
    begin: async (task) => {
      session = await open();
      try {
        keeper.taskid = (await one(session.queryable, createTask, task)).taskid;
      } catch (error) {
        await session[Symbol.asyncDispose]();
        throw error;
      }
    },
    end: () => (ending ??= finish()),
  };
  const finish = async (): Promise<void> => {
    stop.abort();
    // the next reaper of dead tasks repairs a failure here: our task is dead when its session has ended
    await none(db, endTask, { taskid: keeper.taskid }).catch(() => undefined);
    await closeQuietly(session);
  };
  return keeper;
}

/** Resumes a task in a new session; null: not possible at the moment. */
async function tryResume(open: () => Promise<Session>, taskid: number): Promise<Session | 'too late' | null> {
  let session: Session | null = null;
  try {
    session = await open();
    const resumed = await maybeOne(session.queryable, resumeTask, { taskid, lockClass: TASK_LOCK_CLASS });
    if (resumed !== null) return session;
    await session[Symbol.asyncDispose]();
    return 'too late';
  } catch {
    await closeQuietly(session);
    return null;
  }
}

async function closeQuietly(session: Session | null): Promise<void> {
  try {
    await session?.[Symbol.asyncDispose]();
  } catch {
    // gone already
  }
}
