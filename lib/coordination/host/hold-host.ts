import type { Db } from '../../db/db.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { many, maybeOne, none, one } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';
import { BadRequestError } from '../../errors/coordination-errors.ts';
import { describeOwner, listHosts, type HostRow } from './host-row.ts';

/** `allocate`: a person uses the host. `block`: nobody does, such as during maintenance. */
export type HoldKind = 'allocate' | 'block';

/** A host that a person has, or waits for. Source: table host_holds. */
export interface HostHold {
  readonly host: string;
  readonly taskid: number;
  readonly kind: HoldKind;
  readonly reason: string;
  /** `USER@MACHINE`. */
  readonly who: string;
  /** It waits until the host is free. */
  readonly pending: boolean;
  /** Milliseconds since 1970; while pending: since when it waits. */
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
  /** What to do while somebody has it: `refuse` (default), `wait` until it is free, `seize`: its job loses it. */
  readonly whenTaken?: 'refuse' | 'wait' | 'seize' | undefined;
}

type HoldParams = Omit<HostHold, 'sinceMs'>;
type GiveParams = { host: string; ownerTaskid: number | null; taskid: number; subtask: string };

const listAll = sql<void, HostHold>('coordination/list-holds');
const addHold = sql<HoldParams>('coordination/add-hold');
const removeHold = sql<{ host: string; taskid: number }, { name: string }>('coordination/remove-hold');
const giveHost = sql<GiveParams, { name: string }>('coordination/give-host');
const ensureTask = sql<{ refkey: string; username: string }, { taskid: number }>('coordination/ensure-static-task');

/** Which hosts persons have or wait for, by host. @throws QueryError, DatabaseLostError */
export const listHolds = (db: Queryable): Promise<HostHold[]> => many(db, listAll);

/** Who holds a host, or waits for it; null: nobody. @throws QueryError, DatabaseLostError */
export const findHold = async (db: Queryable, host: string): Promise<HostHold | null> =>
  (await listHolds(db)).find((hold) => hold.host === host) ?? null;

/**
 * Takes a host for a person. Returns the hold; it is `pending` where it waits.
 *
 * @throws BadRequestError (`BAD_HOST_REQUEST`, blame operator) - no such host, or it is taken.
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
 * Ends a hold of a host, or takes back the wish for one. It is free at the queue daemon's next look.
 *
 * @param who - Whose it must be; null: whoever's.
 * @throws BadRequestError (`BAD_HOST_REQUEST`, blame operator) - no such host, or not held so by this person.
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

/** A hold in a few words: `blocked by ann@desk: new fan`. */
export function describeHold({ kind, who, reason, pending, expiresAtMs }: HostHold): string {
  const what = kind === 'block' ? 'blocked' : 'allocated';
  const until = expiresAtMs === null ? '' : ` until ${new Date(expiresAtMs).toISOString()}`;
  return `${pending ? 'to be ' : ''}${what}${pending ? ' when free' : ''} by ${who}${until}: ${reason}`;
}

/** The name of a person's task: what is blocked must not be used by that person's jobs, so it has another one. */
const refkeyOf = (kind: HoldKind, who: string): string => (kind === 'block' ? `block ${who}` : who);

/** One host of the lab. @throws BadRequestError (`BAD_HOST_REQUEST`, blame operator) - no such host. */
export async function findHost(db: Queryable, name: string): Promise<HostRow> {
  const host = (await listHosts(db)).find((row) => row.name === name);
  if (host === undefined) throw new BadRequestError(`${name}: the lab has no such host`);
  return host;
}
