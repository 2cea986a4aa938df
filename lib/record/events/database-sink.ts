import type { EventSink, LabEvent } from '../../../typings/events.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { none } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { limitOutput } from './limit-output.ts';

export interface DatabaseSinkOptions {
  /** How long an event may wait, so that several events are written together. Default 250 ms. */
  readonly delayMs?: number;
  /** How much is stored of each output stream of a command. Default 4096 characters. */
  readonly maxOutput?: number;
  /** Called when closing the sink could not write all events. Default: no call. */
  readonly onLoss?: (events: number, error: Error | null) => void;
  readonly clock?: Clock;
}

interface EventRow {
  readonly flight: number;
  readonly job: string;
  readonly at: Date;
  readonly stepno: number | null;
  readonly kind: LabEvent['kind'];
  readonly event: LabEvent;
}

const insertEvents = sql<{ readonly events: readonly EventRow[] }>('record/add-events');

/** Maximum number of events in one statement. */
const MAX_BATCH = 500;
/** Maximum number of events that wait for an unavailable database; beyond it the oldest are lost. */
const MAX_WAITING = 20_000;

/**
 * Creates a sink that writes the events of jobs to the table job_events, several in one statement. Closing it writes
 * the events that still wait.
 *
 * When a statement fails, the next write includes its events again and throws the failure.
 */
export function createDatabaseSink(db: Queryable, options: DatabaseSinkOptions = {}): EventSink {
  const limit = limitOutput(options.maxOutput ?? 4096);
  const queue = createQueue(db, options);
  return {
    name: 'database',
    isPerProcess: true,
    write: (event) => {
      const kept = limit(event);
      if (kept === null || kept.flight === undefined || kept.job === undefined) return;
      const { flight, job, at, stepno = null, kind } = kept;
      queue.add({ flight, job, at, stepno, kind, event: kept });
    },
    [Symbol.asyncDispose]: () => queue.close(),
  };
}

interface Queue {
  /** Throws the failure of an earlier statement, once. */
  add(row: EventRow): void;
  close(): Promise<void>;
}

function createQueue(db: Queryable, options: DatabaseSinkOptions): Queue {
  const clock = options.clock ?? systemClock;
  let waiting: EventRow[] = [];
  let lost = 0;
  let failure: Error | null = null;
  let writing: Promise<void> | null = null;
  const closing = new AbortController();

  const writeAll = async (): Promise<void> => {
    try {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, MAX_BATCH);
        await none(db, insertEvents, { events: batch });
        waiting = waiting.slice(batch.length);
      }
    } catch (error) {
      failure = error as Error;
    }
  };
  const writeSoon = async (): Promise<void> => {
    await clock.sleep(options.delayMs ?? 250, closing.signal).catch(() => undefined); // closing: no pause
    await writeAll();
    writing = null;
  };
  return {
    add: (row) => {
      waiting.push(row);
      if (waiting.length > MAX_WAITING) {
        waiting.shift();
        lost += 1;
      }
      writing ??= writeSoon();
      const thrown = failure;
      failure = null;
      if (thrown !== null) throw thrown;
    },
    close: async () => {
      closing.abort();
      await writing;
      await writeAll();
      lost += waiting.length;
      waiting = [];
      if (lost > 0) options.onLoss?.(lost, failure);
      lost = 0;
    },
  };
}
