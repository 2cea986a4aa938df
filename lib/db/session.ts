import { DatabaseLostError } from '../errors/database-errors.ts';
import { describeError } from '../errors/osstest-error.ts';
import { systemClock, type Clock } from '../util/clock.ts';
import { seconds } from '../util/units.ts';
import { within } from '../util/within.ts';
import type { Db } from './db.ts';
import { connectDirectly, type DirectConnection } from './direct-connection.ts';
import type { Queryable } from './pg-promise.ts';
import { one } from './query.ts';
import { sql } from './sql.ts';

export interface SessionOptions {
  /** Name in pg_stat_activity. It has the prefix `osstest`, by which a private server recognises its users. */
  readonly applicationName: `osstest ${string}`;
  /** Called at most once, when the session is lost. From then on others may own what it owned. */
  readonly onLost?: (error: DatabaseLostError) => void;
  /**
   * Checks at intervals that the server answers. Without it a network that drops every packet is not noticed. No statement
   * of the session may then take longer than `limitMs`. null: no checks. Default: every 5 s, limit 10 s.
   */
  readonly ping?: { readonly everyMs: number; readonly limitMs: number } | null;
  readonly clock?: Clock;
}

/** A dedicated connection, for what a session owns (advisory locks, LISTEN). */
export interface Session extends AsyncDisposable {
  readonly queryable: Queryable;
  /** Process ID of the session in the server: pg_locks.pid, pg_stat_activity.pid. */
  readonly pid: number;
  readonly isLost: boolean;
  /** Calls the listener for each NOTIFY on a channel that the session LISTENs to. */
  onNotification(listener: (channel: string, payload: string) => void): void;
}

const prepareSession = sql<{ applicationName: string }, { pid: number }>('server/prepare-session');
const ping = sql<void, { alive: boolean }>('server/ping');

/**
 * Opens a dedicated session in which both ends soon notice the loss of the other. The server notices it within 12 s, and
 * immediately if only the process has ended; the client within `ping.everyMs + ping.limitMs`.
 *
 * @throws DatabaseUnreachableError, DatabaseRefusedError, QueryError
 */
export async function openSession(db: Db, options: SessionOptions): Promise<Session> {
  const ended = new AbortController();
  let isLost = false;
  const lose = (cause: unknown): void => {
    if (isLost || ended.signal.aborted) return;
    isLost = true;
    ended.abort();
    const message = `session "${options.applicationName}": lost: ${describeError(cause)}`;
    options.onLost?.(new DatabaseLostError(message, { cause }));
  };
  const connection = await connectDirectly(db.parameters, lose);
  const close = async (): Promise<void> => {
    ended.abort();
    await connection.end();
  };
  try {
    const { pid } = await one(connection.queryable, prepareSession, { applicationName: options.applicationName });
    if (options.ping !== null) void watch(connection, options, ended.signal, lose);
    return {
      queryable: connection.queryable,
      pid,
      get isLost() {
        return isLost;
      },
      onNotification: (listener) =>
        connection.client.on('notification', ({ channel, payload }) => listener(channel, payload ?? '')),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function watch(
  connection: DirectConnection,
  options: SessionOptions,
  signal: AbortSignal,
  lose: (cause: unknown) => void,
): Promise<void> {
  const clock = options.clock ?? systemClock;
  const { everyMs, limitMs } = options.ping ?? { everyMs: seconds(5), limitMs: seconds(10) };
  try {
    for (;;) {
      await clock.sleep(everyMs, signal);
      if ((await within(one(connection.queryable, ping), limitMs, clock)) === 'late')
        throw new Error(`no answer within ${limitMs / 1000} s`);
    }
  } catch (error) {
    if (signal.aborted) return;
    lose(error);
    await connection.end();
  }
}
