import type { Db } from '../../db/db.ts';
import { many } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { describeError } from '../../errors/osstest-error.ts';
import type { HostRow } from '../host/host-row.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import type { Task } from '../task/task.ts';
import type { Clock } from '../../util/clock.ts';
import type { HeldResource } from '../resource.ts';
import { guardHost, type HostGuard } from './guard-host.ts';

/** A host that belongs to our task. */
export interface BookedHost {
  /** Name of the host in the job: `host`, `src_host`, ... */
  readonly ident: string;
  readonly name: string;
  readonly flags: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  /** 0: the whole host; otherwise our slot of a shared one, which must never be power-cycled while others use it. */
  readonly shareix: number;
  readonly generation: number;
  readonly guard: HostGuard;
}

/** Hosts that belong to our task until the booking is disposed of, or the task ends. */
export interface Booking<Ident extends string = string> extends AsyncDisposable {
  readonly task: Task;
  /** By ident. */
  readonly hosts: Readonly<Record<Ident, BookedHost>>;
  /** The host with ident `host`, or else the first one. */
  readonly host: BookedHost;
  /** Releases the hosts. Never throws; `[Symbol.asyncDispose]` does the same. */
  release(): Promise<void>;
}

const releaseAllHeld = sql<{ taskid: number; to: 'allocatable' | 'idle'; held: string }, { name: string }>(
  'coordination/give-back-resources',
);

/**
 * Releases those of the given resources that the task still owns: immediately, or (`idle`) at the queue daemon's next
 * run.
 *
 * @throws QueryError, DatabaseLostError
 */
export async function releaseResources(
  db: Queryable,
  taskid: number,
  held: readonly HeldResource[],
  to: 'allocatable' | 'idle' = 'allocatable',
): Promise<void> {
  const rows = held.map(({ restype, name, shareix, generation }) => ({ restype, name, shareix, generation }));
  await many(db, releaseAllHeld, { taskid, to, held: JSON.stringify(rows) });
}

export interface TakenHost {
  readonly ident: string;
  readonly row: HostRow;
  readonly held: HeldResource;
}

/** Creates the booking of allocated hosts. `ownsTask`: the task ends with the booking. */
export function createBooking<Ident extends string>(
  db: Db,
  task: Task,
  taken: readonly TakenHost[],
  options: {
    readonly ownsTask: boolean;
    readonly clock: Clock;
    readonly onProblem?: ((message: string) => void) | undefined;
    /** Called when the hosts have been released. */
    readonly onReleased?: (() => Promise<void>) | undefined;
  },
): Booking<Ident> {
  const hosts = Object.fromEntries(taken.map((host) => [host.ident, bookedHost(db, task, host)])) as Record<
    Ident,
    BookedHost
  >;
  let releasing: Promise<void> | null = null;
  const release = (): Promise<void> => (releasing ??= releaseAll());
  const releaseAll = async (): Promise<void> => {
    try {
      const held = taken.map((host) => host.held);
      await releaseResources(db, task.taskid, held);
      await options.onReleased?.();
    } catch (error) {
      options.onProblem?.(`releasing ${taken.map(({ row }) => row.name).join(', ')}: ${describeError(error)}`);
    }
    if (options.ownsTask) await task.end();
  };
  const host = (hosts as Record<string, BookedHost>)['host'] ?? Object.values<BookedHost>(hosts)[0]!;
  return { task, hosts, host, release, [Symbol.asyncDispose]: release };
}

function bookedHost(db: Db, task: Task, { ident, row, held }: TakenHost): BookedHost {
  return {
    ident,
    name: row.name,
    flags: row.flags,
    properties: row.properties,
    shareix: held.shareix,
    generation: held.generation,
    guard: guardHost(db, { ...held, taskid: task.taskid, signal: task.signal }),
  };
}
