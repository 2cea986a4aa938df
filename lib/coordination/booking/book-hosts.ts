import type { Db } from '../../db/db.ts';
import { many } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { LostTaskError, NoCandidateError } from '../../errors/coordination-errors.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { missingOf, parseWantedFlags, type WantedFlags } from '../allocator/wanted-flags.ts';
import { describeOwner, listHosts, type HostRow } from '../host/host-row.ts';
import { openTask } from '../task/open-task.ts';
import { reapDeadTasks } from '../task/reap-dead-tasks.ts';
import type { Task } from '../task/task.ts';
import { createBooking, type Booking, type TakenHost } from './booking.ts';

/** What an ident wants. */
export interface HostRequest {
  /** Such as `arch-amd64`, `purpose-test`, `!FLAG`, `share-TYPE`, `equiv-NAME`, `PropMinVer:NAME:VALUE`. */
  readonly flags: readonly string[];
  /** Only this host will do. */
  readonly host?: string | undefined;
}

export interface BookHostsOptions<Ident extends string> {
  readonly requests: Readonly<Record<Ident, HostRequest>>;
  /** Under which to book; default: one that ends with the booking. */
  readonly task?: Task | undefined;
  readonly flight?: number | undefined;
  readonly job?: string | undefined;
  /** Only hosts with the flag `blessed-BLESSING`: a flight's intended blessing. Default: any. */
  readonly blessing?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told why it still waits, each time that changes. */
  readonly onWaiting?: ((message: string) => void) | undefined;
  /** Told what went wrong while giving back. */
  readonly onProblem?: ((message: string) => void) | undefined;
  readonly clock?: Clock | undefined;
}

const takeFree = sql<{ taskid: number; wanted: string }, { name: string; generation: number }>(
  'coordination/take-free-hosts',
);

/** How often to look again while every host that would do is taken. */
const LOOK_EVERY_MS = 1000;

/**
 * Books hosts: one for each ident, all at once, or none.
 *
 * Waits while others have them. Whatever becomes of this process, the hosts are free again within seconds.
 *
 * @throws NoCandidateError (`NO_CANDIDATE_HOST`, blame lab) - the lab has no host that would do, taken or not.
 * @throws BadRequestError (`BAD_HOST_REQUEST`, blame operator) - the requests make no sense.
 * @throws LostTaskError (`LOST_TASK`, blame lab) - the task ended meanwhile.
 * @throws the signal's reason when it is aborted.
 * Source: table resources.
 */
export async function bookHosts<Ident extends string>(
  db: Db,
  options: BookHostsOptions<Ident>,
): Promise<Booking<Ident>> {
  const clock = options.clock ?? systemClock;
  const idents = Object.entries<HostRequest>(options.requests).map(([ident, request]) =>
    toWish(ident, request, options),
  );
  const task = options.task ?? (await openTask(db, { clock, comment: labelOf(options) }));
  let lastReason: string | undefined;
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      task.signal.throwIfAborted();
      const outcome = await tryToTake(db, task, idents, labelOf(options) ?? '');
      if ('taken' in outcome) {
        return createBooking(db, task, outcome.taken, {
          ownsTask: options.task === undefined,
          onProblem: options.onProblem,
        });
      }
      if (outcome.reason !== lastReason) options.onWaiting?.(outcome.reason);
      lastReason = outcome.reason;
      await clock.sleep(LOOK_EVERY_MS, options.signal);
    }
  } catch (error) {
    if (options.task === undefined) await task.end();
    throw error;
  }
}

const labelOf = ({ flight, job }: BookHostsOptions<string>): string | undefined =>
  flight === undefined ? job : `${flight}${job === undefined ? '' : `.${job}`}`;

interface Wish {
  readonly ident: string;
  readonly wanted: WantedFlags;
  readonly host: string | null;
}

function toWish(ident: string, request: HostRequest, { blessing }: BookHostsOptions<string>): Wish {
  const blessed = blessing === undefined ? [] : [`blessed-${blessing}`];
  const host = request.host ?? null;
  // of a host that somebody chose by name nothing else is asked
  if (host !== null) return { ident, host, wanted: { ...ANYTHING, required: blessed } };
  const wanted = parseWantedFlags(ident, request.flags);
  return { ident, host, wanted: { ...wanted, required: [...blessed, ...wanted.required] } };
}

const ANYTHING: WantedFlags = { required: [], excluded: [], share: null, equiv: null, conditions: [] };

type Outcome = { readonly taken: readonly TakenHost[] } | { readonly reason: string };

async function tryToTake(db: Db, task: Task, wishes: readonly Wish[], label: string): Promise<Outcome> {
  await reapDeadTasks(db);
  return serializable(db, async (tx) => {
    const hosts = await listHosts(tx);
    const candidates = wishes.map((wish) => candidatesFor(wish, hosts));
    if (chooseDifferent(candidates, () => true) === null) throw new NoCandidateError(...tooFew(wishes));
    const chosen = chooseDifferent(candidates, (row) => row.owner === null);
    if (chosen === null) return { reason: whyNot(wishes, candidates) };
    const wanted = chosen.map(({ name }, index) => ({ name, subtask: `${label} ${wishes[index]!.ident}`.trim() }));
    return { taken: await take(tx, task, wishes, chosen, wanted) };
  });
}

function candidatesFor({ ident, wanted, host }: Wish, hosts: readonly HostRow[]): HostRow[] {
  const fitting = hosts.filter((row) => (host === null || row.name === host) && missingOf(wanted, row).length === 0);
  if (fitting.length > 0) return fitting;
  const flags = wanted.required.length === 0 ? '' : ` with the flags ${wanted.required.join(', ')}`;
  throw new NoCandidateError(
    ident,
    host === null ? `exists${flags}` : `is named ${host}${flags && ` and is one${flags}`}`,
  );
}

const tooFew = (wishes: readonly Wish[]): [string, string] => [
  wishes.map(({ ident }) => ident).join(', '),
  `has enough different ones: ${wishes.length} are wanted together`,
];

/** The first combination of different hosts that will do; null: there is none. */
function chooseDifferent(
  candidates: readonly (readonly HostRow[])[],
  willDo: (row: HostRow) => boolean,
  chosen: readonly HostRow[] = [],
): HostRow[] | null {
  const next = candidates[chosen.length];
  if (next === undefined) return [...chosen];
  for (const row of next) {
    if (!willDo(row) || chosen.includes(row)) continue;
    const found = chooseDifferent(candidates, willDo, [...chosen, row]);
    if (found !== null) return found;
  }
  return null;
}

function whyNot(wishes: readonly Wish[], candidates: readonly (readonly HostRow[])[]): string {
  return wishes
    .map(({ ident }, index) => {
      const held = candidates[index]!.filter((row) => row.owner !== null);
      const shown = held.slice(0, 3).map((row) => `${row.name} by ${describeOwner(row.owner!)}`);
      const more = held.length > 3 ? ` and ${held.length - 3} more` : '';
      return `${ident}: taken are ${shown.join(', ')}${more}`;
    })
    .join('; ');
}

async function take(
  tx: Queryable,
  task: Task,
  wishes: readonly Wish[],
  chosen: readonly HostRow[],
  wanted: readonly { readonly name: string; readonly subtask: string }[],
): Promise<TakenHost[]> {
  const rows = await many(tx, takeFree, { taskid: task.taskid, wanted: JSON.stringify(wanted) });
  // in a serialisable transaction nobody comes in between: only our own end is left as the reason
  if (rows.length < chosen.length) throw new LostTaskError(task.taskid, 'found while taking hosts');
  return chosen.map((row, index) => ({
    ident: wishes[index]!.ident,
    row,
    generation: rows.find(({ name }) => name === row.name)!.generation,
  }));
}
