import type { Db } from '../../db/db.ts';
import { many } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { describeError } from '../../errors/osstest-error.ts';
import type { HostRow } from '../host/host-row.ts';
import type { Task } from '../task/task.ts';
import { guardHost, type HostGuard } from './guard.ts';

/** A host that is ours. */
export interface BookedHost {
  /** What the job calls it: `host`, `src_host`, ... */
  readonly ident: string;
  readonly name: string;
  readonly flags: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly generation: number;
  readonly guard: HostGuard;
}

/** Hosts that are ours until the booking is disposed of, or its task ends. */
export interface Booking<Ident extends string = string> extends AsyncDisposable {
  readonly task: Task;
  /** By ident. */
  readonly hosts: Readonly<Record<Ident, BookedHost>>;
  /** Ident `host`, or the only one there is. */
  readonly host: BookedHost;
  /** Gives the hosts back. Never throws; `[Symbol.asyncDispose]` does the same. */
  release(): Promise<void>;
}

const giveBack = sql<{ taskid: number; held: string }, { name: string }>('coordination/give-back-hosts');

export interface TakenHost {
  readonly ident: string;
  readonly row: HostRow;
  readonly generation: number;
}

/** What was taken, as a booking. `ownsTask`: the task ends with it. */
export function createBooking<Ident extends string>(
  db: Db,
  task: Task,
  taken: readonly TakenHost[],
  options: { readonly ownsTask: boolean; readonly onProblem?: ((message: string) => void) | undefined },
): Booking<Ident> {
  const hosts = Object.fromEntries(
    taken.map(({ ident, row, generation }) => [
      ident,
      {
        ident,
        name: row.name,
        flags: row.flags,
        properties: row.properties,
        generation,
        guard: guardHost(db, { host: row.name, taskid: task.taskid, generation, signal: task.signal }),
      },
    ]),
  ) as Record<Ident, BookedHost>;
  let releasing: Promise<void> | null = null;
  const release = (): Promise<void> => (releasing ??= giveBackAll());
  const giveBackAll = async (): Promise<void> => {
    const held = JSON.stringify(taken.map(({ row: { name }, generation }) => ({ name, generation })));
    await many(db, giveBack, { taskid: task.taskid, held }).catch((error: unknown) =>
      options.onProblem?.(`giving back ${taken.map(({ row }) => row.name).join(', ')}: ${describeError(error)}`),
    );
    if (options.ownsTask) await task.end();
  };
  const host = (hosts as Record<string, BookedHost>)['host'] ?? Object.values<BookedHost>(hosts)[0]!;
  return { task, hosts, host, release, [Symbol.asyncDispose]: release };
}
