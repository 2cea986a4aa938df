import type { Db } from '../../db/db.ts';
import { one } from '../../db/query.ts';
import { openSession } from '../../db/session.ts';
import { sql } from '../../db/sql.ts';
import type { Clock } from '../../util/clock.ts';

/** First half of the advisory locks of daemons: "ossd". */
const DAEMON_LOCK_CLASS = 0x6f737364;
const LOCKS = { owner: 1, queue: 2 } as const;

const tryLock = sql<{ lockClass: number; lock: number }, { locked: boolean }>('coordination/try-daemon-lock');

/** The lock that makes a process the only daemon of its kind on a database. */
export interface DaemonLock extends AsyncDisposable {
  /** Aborted when the lock is lost: another instance may serve from then on. */
  readonly signal: AbortSignal;
}

export interface LockOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Interval between attempts to get the lock. */
  readonly everyMs: number;
  readonly onWait?: () => void;
}

/**
 * Waits until no other instance of a daemon serves this database.
 *
 * @throws DatabaseUnreachableError, DatabaseLostError; the signal's reason when it is aborted.
 */
export async function acquireDaemonLock(db: Db, daemon: keyof typeof LOCKS, options: LockOptions): Promise<DaemonLock> {
  const lost = new AbortController();
  const session = await openSession(db, {
    applicationName: `osstest ${daemon} daemon`,
    onLost: (error) => lost.abort(error),
  });
  try {
    for (let waited = false; ; waited = true) {
      options.signal.throwIfAborted();
      lost.signal.throwIfAborted();
      const { locked } = await one(session.queryable, tryLock, { lockClass: DAEMON_LOCK_CLASS, lock: LOCKS[daemon] });
      if (locked)
        return { signal: lost.signal, [Symbol.asyncDispose]: () => session[Symbol.asyncDispose]() as Promise<void> };
      if (!waited) options.onWait?.();
      await options.clock.sleep(options.everyMs, options.signal);
    }
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}
