import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { reconnectingUntil } from '../../db/reconnect.ts';
import { LostBookingError } from '../../errors/coordination-errors.ts';
import type { HeldResource } from '../resource.ts';

/** Checks before each act on a host, above all on its power, whether the host still belongs to our task. */
export interface HostGuard {
  readonly host: string;
  /** The change of owner that made it ours; hosts and drivers can refuse older ones. */
  readonly generation: number;
  /**
   * Returns if the host may be used. Waits up to a minute for an unreachable database.
   * @throws LostBookingError (`LOST_BOOKING`, blame lab) - another task has the host, or our task has ended.
   * @throws QueryError, DatabaseLostError - the owner is unknown, so the host must not be used either.
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
 * An answer that took longer may be outdated, because this process or the machine may have been stopped. Shorter than
 * the time after which another task can get the resources of a lost task.
 */
const FRESH_MS = 500;
/** Limit for a database that is always slow. */
const MAX_ASKED = 4;

const findOwner = sql<{ restype: string; name: string; shareix: number }, OwnerRow>('coordination/find-host-owner');

/**
 * Creates the guard of a resource that a task got in a certain generation. `signal`: aborted when the task has ended.
 */
export function guardHost(
  db: Queryable,
  held: HeldResource & { readonly taskid: number; readonly signal?: AbortSignal | undefined },
): HostGuard {
  const { restype, name, shareix, taskid, generation } = held;
  const problemOf = (owner: OwnerRow | null): string | null => {
    if (owner === null) return 'it has been removed from the lab';
    if (owner.taskid !== taskid) return `task ${owner.taskid} (${owner.refkey}) has it: ${owner.subtask}`;
    if (owner.generation !== generation) return 'another task has had it since';
    return owner.live ? null : 'our task has ended';
  };
  const findProblem = async (): Promise<string | null> => {
    try {
      return problemOf(await maybeOne(reconnectingUntil(db, held.signal), findOwner, { restype, name, shareix }));
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
