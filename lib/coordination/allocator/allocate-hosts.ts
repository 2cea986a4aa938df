import type { Queryable } from '../../db/pg-promise.ts';
import { many, none } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import type { HeldResource } from '../resource.ts';
import type { HostRow } from '../host/host-row.ts';
import type { TakenSlot } from './bookings-of.ts';
import type { Candidate, Choice } from './candidates.ts';

/** The database contradicts the plan, so nothing can be allocated in this turn. Never leaves the allocator. */
export class ContradictionError extends Error {
  override readonly name = 'ContradictionError';
}

interface ShareRow {
  readonly name: string;
  readonly type: string;
  readonly state: string;
  readonly wear: number;
  readonly slots: readonly { readonly shareix: number; readonly owner: string | null }[];
}

interface Wanted {
  readonly restype: HeldResource['restype'];
  readonly name: string;
  readonly shareix: number;
  readonly subtask: string;
  /** Number of slots of the share. */
  readonly shares: number | null;
}

interface NewShare {
  readonly name: string;
  readonly type: string;
  readonly harness: string;
  readonly shares: number;
}

const takeAll = sql<{ taskid: number; wanted: string }, { name: string; shareix: number; generation: number }>(
  'coordination/take-resources',
);
const listShares = sql<{ names: readonly string[] }, ShareRow>('coordination/list-shares');
const beginShare = sql<NewShare, { name: string }>('coordination/begin-share');
const applyUse = sql<{ name: string }>('coordination/use-share');
const endShare = sql<{ name: string }>('coordination/end-share');

export interface AllocateInput {
  readonly choice: Choice;
  readonly hosts: readonly HostRow[];
  readonly taskid: number;
  /** `FLIGHT.JOB`; the ident is appended. */
  readonly label: string;
  readonly harness: string;
}

/** The allocated hosts, by name. */
export type AllocatedHosts = ReadonlyMap<string, HeldResource & TakenSlot>;

/**
 * Allocates the hosts of a choice to a task, within the caller's transaction. A rollback of the transaction frees all
 * of them.
 *
 * @throws ContradictionError - a host is not free, or is shared in another way. Roll back and book a wish instead.
 */
export async function allocateHosts(tx: Queryable, input: AllocateInput): Promise<AllocatedHosts> {
  const shares = await many(tx, listShares, { names: input.choice.hosts.map(({ candidate }) => candidate.host) });
  const wanted: Wanted[] = [];
  for (const { ident, candidate } of input.choice.hosts) {
    const row = input.hosts.find(({ name }) => name === candidate.host)!;
    const share = shares.find(({ name }) => name === candidate.host) ?? null;
    const subtask = `${input.label} ${ident}`.trim();
    wanted.push({
      ...(await prepareSlot(tx, { row, share, wanted: candidate.share, harness: input.harness })),
      subtask,
    });
  }
  const rows = await many(tx, takeAll, { taskid: input.taskid, wanted: JSON.stringify(wanted) });
  if (rows.length < wanted.length) throw new ContradictionError('another task has a host, or our task has ended');
  return new Map(
    wanted.map(({ restype, name, shareix, shares: count }) => {
      const { generation } = rows.find((row) => row.name === name && row.shareix === shareix)!;
      return [name, { restype, name, shareix, generation, taskid: input.taskid, shares: count }];
    }),
  );
}

interface SlotRequest {
  readonly row: HostRow;
  /** The present share of the host; null: none. */
  readonly share: ShareRow | null;
  readonly wanted: Candidate['share'];
  readonly harness: string;
}

/** Prepares, within the transaction, the resource to allocate: the host itself, or a slot of it. */
async function prepareSlot(
  tx: Queryable,
  { row, share, wanted, harness }: SlotRequest,
): Promise<Omit<Wanted, 'subtask'>> {
  const { name, owner } = row;
  if (share !== null && owner?.refkey === 'shared') {
    const slot = wanted === null ? null : usableSlot(share, wanted);
    if (slot !== null) {
      await none(tx, applyUse, { name });
      return { restype: 'share-host', name, shareix: slot, shares: share.slots.at(-1)!.shareix };
    }
    if (share.slots.some((other) => other.owner !== 'allocatable' && other.owner !== 'preparing')) {
      throw new ContradictionError(`${name} is shared as ${share.type}, in state ${share.state}`);
    }
    await none(tx, endShare, { name });
  } else if (owner !== null) {
    throw new ContradictionError(`${name} is not free`);
  }
  if (wanted === null) return { restype: 'host', name, shareix: 0, shares: null };
  const share1 = { name, type: wanted.type, harness, shares: wanted.maxTasks };
  if ((await many(tx, beginShare, share1)).length === 0) throw new ContradictionError(`${name} is not free`);
  return { restype: 'share-host', name, shareix: 1, shares: wanted.maxTasks };
}

/** Returns a slot of the share that is available; null: none, so the share must end first. */
function usableSlot(share: ShareRow, wanted: NonNullable<Candidate['share']>): number | null {
  if (share.type !== wanted.type || share.state !== 'ready' || share.wear >= wanted.maxWear) return null;
  return share.slots.find(({ owner }) => owner === 'allocatable')?.shareix ?? null;
}
