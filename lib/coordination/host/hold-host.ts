import type { Db } from '../../db/db.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { many, maybeOne, none, one } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';
import { BadRequestError } from '../../errors/coordination-errors.ts';
import { describeOwner, listHosts, type HostRow } from './host-row.ts';

/** `allocate`: a person uses the host. `block`: no job or person uses it, such as during maintenance. */
export type HoldKind = 'allocate' | 'block';

/** A host that a person has or waits for. Source: table host_holds. */
export interface HostHold {
  readonly host: string;
  readonly taskid: number;
  readonly kind: HoldKind;
  readonly reason: string;
  /** `USER@MACHINE`. */
  readonly who: string;
  /** The person waits until the host is free. */
  readonly pending: boolean;
  /** Milliseconds since 1970; while pending: the start of the wait. */
  readonly sinceMs: number;
  /** Milliseconds since 1970; null: until it is freed. */
  readonly expiresAtMs: number | null;
}

export interface HoldHostOptions {
  readonly host: string;
  readonly kind: HoldKind;
  /** `USER@MACHINE`. */
  readonly who: string;
  readonly reason: string;
  readonly expiresAtMs?: number | null | undefined;
  /**
   * What to do while another owner has the host: `refuse` (default), `wait` until it is free, or `seize`, which takes
   * it from its job.
   */
  readonly whenTaken?: 'refuse' | 'wait' | 'seize' | undefined;
}

type HoldParams = Omit<HostHold, 'sinceMs'>;
type GiveParams = { host: string; ownerTaskid: number | null; taskid: number; subtask: string };

const listAll = sql<void, HostHold>('coordination/list-holds');
const addHold = sql<HoldParams>('coordination/add-hold');
const removeHold = sql<{ host: string; taskid: number }, { name: string }>('coordination/remove-hold');
const giveHost = sql<GiveParams, { name: string }>('coordination/give-host');
const ensureTask = sql<{ refkey: string; username: string }, { taskid: number }>('coordination/ensure-static-task');

/** Returns the holds of persons and their pending ones, by host. @throws QueryError, DatabaseLostError */
export const listHolds = (db: Queryable): Promise<HostHold[]> => many(db, listAll);

/** Returns the hold of a host, even a pending one; null: none. @throws QueryError, DatabaseLostError */
export const findHold = async (db: Queryable, host: string): Promise<HostHold | null> =>
  (await listHolds(db)).find((hold) => hold.host === host) ?? null;

/**
 * Allocates or blocks a host for a person. Returns the hold, which is `pending` while the person waits.
 *
 * @throws BadRequestError (`BAD_HOST_REQUEST`, blame operator) - the lab has no such host, or it is taken.
 */
export function holdHost(db: Db, options: HoldHostOptions): Promise<HostHold> {
  const { host, kind, who, reason, expiresAtMs = null, whenTaken = 'refuse' } = options;
  return serializable(db, async (tx) => {
    const { owner } = await findHost(tx, host);
    const others = await findHold(tx, host);
    if (others !== null) throw new BadRequestError(`${host}: ${describeHold(others)}`);
    if (owner !== null && (whenTaken === 'refuse' || (whenTaken === 'seize' && owner.refkey === 'shared'))) {
      throw new BadRequestError(`${host}: is taken by ${describeOwner(owner)}`);
    }
    const pending = owner !== null && whenTaken === 'wait';
    const { taskid } = await one(tx, ensureTask, { refkey: refkeyOf(kind, who), username: who.split('@')[0]! });
    if (!pending) await one(tx, giveHost, { host, ownerTaskid: owner?.taskid ?? null, taskid, subtask: reason });
    await none(tx, addHold, { host, taskid, kind, reason, who, pending, expiresAtMs });
    return (await findHold(tx, host))!;
  });
}

/**
 * Ends a hold of a host, or cancels a pending one. The host is free at the queue daemon's next run.
 *
 * @param who - The person who must have the hold; null: any.
 * @throws BadRequestError (`BAD_HOST_REQUEST`, blame operator) - the lab has no such host, or this person does not hold
 * it.
 */
export function endHold(db: Db, host: string, kind: HoldKind, who: string | null): Promise<void> {
  return serializable(db, async (tx) => {
    const { owner } = await findHost(tx, host);
    const hold = await findHold(tx, host);
    const isTheirs = hold !== null && hold.kind === kind && (who === null || hold.who === who);
    const isOldStyle = hold === null && who !== null && owner?.type === 'static';
    const taskid = isTheirs ? hold.taskid : isOldStyle && owner.refkey === refkeyOf(kind, who) ? owner.taskid : null;
    if (taskid !== null && (await maybeOne(tx, removeHold, { host, taskid })) !== null) return;
    const state =
      hold === null ? (owner === null ? 'is free' : `is taken by ${describeOwner(owner)}`) : describeHold(hold);
    throw new BadRequestError(`${host}: not freed: ${state}`);
  });
}

/** Formats a hold: `blocked by ann@desk: new fan`. */
export function describeHold({ kind, who, reason, pending, expiresAtMs }: HostHold): string {
  const what = kind === 'block' ? 'blocked' : 'allocated';
  const until = expiresAtMs === null ? '' : ` until ${new Date(expiresAtMs).toISOString()}`;
  return `${pending ? 'to be ' : ''}${what}${pending ? ' when free' : ''} by ${who}${until}: ${reason}`;
}

/**
 * Returns the name of a person's task. A blocked host belongs to a task of its own, since the person's jobs must not
 * use it.
 */
const refkeyOf = (kind: HoldKind, who: string): string => (kind === 'block' ? `block ${who}` : who);

/**
 * Returns a host of the lab. @throws BadRequestError (`BAD_HOST_REQUEST`, blame operator) - the lab has no such host.
 */
export async function findHost(db: Queryable, name: string): Promise<HostRow> {
  const host = (await listHosts(db)).find((row) => row.name === name);
  if (host === undefined) throw new BadRequestError(`${name}: the lab has no such host`);
  return host;
}
