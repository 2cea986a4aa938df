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

/** A job's request for hosts. */
export interface AllocationRequest {
  readonly taskid: number;
  readonly requests: readonly IdentRequest[];
  readonly recipe: string;
  /** `FLIGHT.JOB`, or the purpose of the hosts. */
  readonly label: string;
  readonly cost: CostCoefficients;
  readonly candidates: Omit<CandidateOptions, 'now'>;
}

/** The result of one turn. */
export interface AllocationDecision {
  readonly choice: Choice;
  /** The allocated hosts; null: the choice is not free yet, or the turn allows only wishes. */
  readonly taken: AllocatedHosts | null;
  readonly hosts: readonly HostRow[];
}

export interface DecideOptions {
  /** false: the turn allows only wishes. */
  readonly mayTake: boolean;
  /** Seconds since 1970. */
  readonly now: number;
  /** Returns hosts to the pool when the result of the commit is unknown. */
  readonly undo: (taken: AllocatedHosts) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Chooses hosts and, if they are free now, allocates them, in one transaction.
 *
 * @throws NoCandidateError (`NO_CANDIDATE_HOST`, blame lab), BadRequestError (`BAD_HOST_REQUEST`, blame operator)
 * @throws LostTaskError (`LOST_TASK`, blame lab) - the task has ended.
 */
export async function decideAllocation(
  db: Queryable,
  request: AllocationRequest,
  plan: Plan,
  options: DecideOptions,
): Promise<AllocationDecision> {
  let planned: AllocationDecision | null = null;
  let taken: AllocatedHosts | null = null;
  try {
    return await serializable(
      db,
      async (tx) => {
        taken = null;
        const hosts = await listHosts(tx);
        const choice = await choose(tx, request, { plan, hosts, now: options.now });
        planned = { choice, taken: null, hosts };
        if (choice.start > 0 || !options.mayTake) return planned;
        const { taskid, label } = request;
        taken = await allocateHosts(tx, { choice, hosts, taskid, label, harness: request.candidates.harness });
        return { ...planned, taken };
      },
      { signal: options.signal },
    );
  } catch (error) {
    if (error instanceof ContradictionError && planned !== null) {
      // our connection may still be open: the task was ended by a person, or because our machine reported a restart
      if ((await maybeOne(db, findLive, { taskid: request.taskid })) === null) {
        throw new LostTaskError(request.taskid, 'by a person, or after a restart of its machine', { cause: error });
      }
      return planned;
    }
    // the commit may have succeeded although its answer was lost
    if (taken !== null) await options.undo(taken);
    throw error;
  }
}

async function choose(
  tx: Queryable,
  request: AllocationRequest,
  { plan, hosts, now }: { readonly plan: Plan; readonly hosts: readonly HostRow[]; readonly now: number },
): Promise<Choice> {
  const idents = await findCandidates(tx, request.requests, hosts, { ...request.candidates, now });
  const choice = searchHosts({ idents, plan, recipe: request.recipe, cost: request.cost });
  if (choice !== null) return choice;
  const names = idents.map(({ ident }) => ident).join(', ');
  throw new NoCandidateError(names, 'fits all of them together (different hosts, of one class where requested)');
}
