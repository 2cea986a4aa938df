import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';
import { LostTaskError, NoCandidateError } from '../../errors/coordination-errors.ts';
import { listHosts, type HostRow } from '../host/host-row.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { CostCoefficients } from './allocation-cost.ts';
import type { Choice } from './candidates.ts';
import { findCandidates, type CandidateOptions, type IdentRequest } from './find-candidates.ts';
import { searchHosts } from './search-hosts.ts';
import { ContradictionError, allocateHosts, type AllocatedHosts } from './allocate-hosts.ts';

const findLive = sql<{ taskid: number }, { taskid: number }>('coordination/find-live-task');

/** A job that wants hosts. */
export interface AllocationRequest {
  readonly taskid: number;
  readonly requests: readonly IdentRequest[];
  readonly recipe: string;
  /** `FLIGHT.JOB`, or what the hosts are for. */
  readonly label: string;
  readonly cost: CostCoefficients;
  readonly candidates: Omit<CandidateOptions, 'now'>;
}

/** What a look at the plan came to. */
export interface AllocationDecision {
  readonly choice: Choice;
  /** null: the choice is not free yet, or nothing may be taken now. */
  readonly taken: AllocatedHosts | null;
  readonly hosts: readonly HostRow[];
}

export interface DecideOptions {
  /** false: only wishes are asked for. */
  readonly mayTake: boolean;
  /** Seconds since 1970. */
  readonly now: number;
  /** Gives back what may have been taken, when that is not known. */
  readonly undo: (taken: AllocatedHosts) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Chooses hosts and, if they are free now, takes them: in one transaction.
 *
 * @throws NoCandidateError (`NO_CANDIDATE_HOST`, blame lab), BadRequestError (`BAD_HOST_REQUEST`, blame operator)
 * @throws LostTaskError (`LOST_TASK`, blame lab) - the task has ended.
 */
export async function decideAllocation(
  db: Queryable,
  wish: AllocationRequest,
  plan: Plan,
  options: DecideOptions,
): Promise<AllocationDecision> {
  let wished: AllocationDecision | null = null;
  let taken: AllocatedHosts | null = null;
  try {
    return await serializable(
      db,
      async (tx) => {
        taken = null;
        const hosts = await listHosts(tx);
        const choice = await choose(tx, wish, plan, hosts, options.now);
        wished = { choice, taken: null, hosts };
        if (choice.start > 0 || !options.mayTake) return wished;
        const { taskid, label } = wish;
        taken = await allocateHosts(tx, { choice, hosts, taskid, label, harness: wish.candidates.harness });
        return { ...wished, taken };
      },
      { signal: options.signal },
    );
  } catch (error) {
    if (error instanceof ContradictionError && wished !== null) {
      // its connection may be there still: somebody has ended it by hand, or since its machine said that it had restarted
      if ((await maybeOne(db, findLive, { taskid: wish.taskid })) === null) {
        throw new LostTaskError(wish.taskid, 'somebody has ended it', { cause: error });
      }
      return wished;
    }
    // the commit may have happened without our hearing of it
    if (taken !== null) await options.undo(taken);
    throw error;
  }
}

async function choose(
  tx: Queryable,
  wish: AllocationRequest,
  plan: Plan,
  hosts: readonly HostRow[],
  now: number,
): Promise<Choice> {
  const idents = await findCandidates(tx, wish.requests, hosts, { ...wish.candidates, now });
  const choice = searchHosts({ idents, plan, recipe: wish.recipe, cost: wish.cost });
  if (choice !== null) return choice;
  const names = idents.map(({ ident }) => ident).join(', ');
  throw new NoCandidateError(
    names,
    `will do for all of them together (different ones, of one class where that is asked)`,
  );
}
