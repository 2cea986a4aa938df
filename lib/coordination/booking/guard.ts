import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { LostBookingError } from '../../errors/coordination-errors.ts';

/** Asked at each use of a box (power above all): whether it is still ours. */
export interface HostGuard {
  readonly host: string;
  /** Which change of owner made it ours: boxes and drivers can refuse older ones. */
  readonly generation: number;
  /**
   * Returns if the box may be touched.
   * @throws LostBookingError (`LOST_BOOKING`, blame lab) - somebody else has it by now, or our task has ended.
   * @throws QueryError, DatabaseLostError - it can't be found out: it must not be touched either.
   */
  stillMine(): Promise<void>;
}

interface OwnerRow {
  readonly taskid: number;
  readonly live: boolean;
  readonly generation: number | null;
  readonly refkey: string;
  readonly subtask: string;
}

const findOwner = sql<{ name: string }, OwnerRow>('coordination/find-host-owner');

/** Guards a host that a task was given in a certain generation. */
export function guardHost(
  queryable: Queryable,
  held: {
    readonly host: string;
    readonly taskid: number;
    readonly generation: number;
    readonly signal?: AbortSignal;
  },
): HostGuard {
  const { host, taskid, generation } = held;
  return {
    host,
    generation,
    stillMine: async () => {
      const problem = held.signal?.aborted
        ? 'our task has ended'
        : problemOf(await maybeOne(queryable, findOwner, { name: host }));
      if (problem !== null) throw new LostBookingError(host, problem);
    },
  };
  function problemOf(owner: OwnerRow | null): string | null {
    if (owner === null) return 'it has been removed from the lab';
    if (owner.taskid !== taskid) return `task ${owner.taskid} (${owner.refkey}) has it: ${owner.subtask}`;
    if (owner.generation !== generation) return 'it was given away and taken again meanwhile';
    return owner.live ? null : 'our task has ended';
  }
}
