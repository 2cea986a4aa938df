import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { withReconnect } from '../../db/with-reconnect.ts';
import { LostBookingError } from '../../errors/coordination-errors.ts';
import type { HeldResource } from '../resource.ts';

/** Asked at each use of a host (power above all): whether it is still ours. */
export interface HostGuard {
  readonly host: string;
  /** Which change of owner made it ours: hosts and drivers can refuse older ones. */
  readonly generation: number;
  /**
   * Returns if the host may be touched. Waits for a database that is out of reach for the moment, a minute at most.
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

/**
 * An answer that took longer says what was, not what is: this process, or the machine, was stopped meanwhile. Shorter than
 * the time after which anybody else can have what a lost task owned.
 */
const FRESH_MS = 500;
/** A database that is always so slow is no reason to wait for ever. */
const MAX_ASKED = 4;

const findOwner = sql<{ restype: string; name: string; shareix: number }, OwnerRow>('coordination/find-host-owner');

/** Guards what a task was given in a certain generation. `signal`: aborted when the task has ended. */
export function guardHost(
  db: Queryable,
  held: HeldResource & { readonly taskid: number; readonly signal?: AbortSignal | undefined },
): HostGuard {
  const { restype, name, shareix, taskid, generation } = held;
  const problemOf = (owner: OwnerRow | null): string | null => {
    if (owner === null) return 'it has been removed from the lab';
    if (owner.taskid !== taskid) return `task ${owner.taskid} (${owner.refkey}) has it: ${owner.subtask}`;
    if (owner.generation !== generation) return 'it was given away and taken again meanwhile';
    return owner.live ? null : 'our task has ended';
  };
  const findProblem = async (): Promise<string | null> => {
    try {
      const ask = () => maybeOne(db, findOwner, { restype, name, shareix });
      return problemOf(await withReconnect(ask, { signal: held.signal }));
    } catch (error) {
      if (held.signal?.aborted) return 'our task has ended';
      throw error;
    }
  };
  return {
    host: name,
    generation,
    stillMine: async () => {
      let isFresh = false;
      for (let asked = 0; !isFresh && asked < MAX_ASKED; asked++) {
        const askedAt = performance.now();
        const problem = await findProblem();
        if (problem !== null) throw new LostBookingError(name, problem);
        isFresh = performance.now() - askedAt < FRESH_MS;
      }
    },
  };
}
