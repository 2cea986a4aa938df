import type { Db } from '../../db/db.ts';
import { harnessVersion } from '../../db/harness-version.ts';
import { LostTaskError, PlanRefusedError } from '../../errors/coordination-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { seconds } from '../../util/units.ts';
import { costCoefficients, withoutWaiting, type CostCoefficients } from '../allocator/allocation-cost.ts';
import { bookingsOf } from '../allocator/bookings-of.ts';
import type { AllocatedHosts } from '../allocator/allocate-hosts.ts';
import { decideAllocation, type AllocationDecision, type AllocationRequest } from '../allocator/decide-allocation.ts';
import { parseWantedFlags } from '../allocator/wanted-flags.ts';
import { prodQueue } from '../queue/prod-queue.ts';
import { thinkInQueue, type Thought, type Turn } from '../queue/think-in-queue.ts';
import type { QueueAccess } from '../queue-access.ts';
import { openTask } from '../task/open-task.ts';
import type { Task } from '../task/task.ts';
import { reapDeadTasks } from '../task/reap-dead-tasks.ts';
import { createBooking, releaseResources, type Booking } from './booking.ts';
import { describeWait } from './describe-wait.ts';
import { localTurn } from './local-turn.ts';
import { failingFast, reconnectingUntil } from '../../db/reconnect.ts';
import { withReconnect } from '../../db/with-reconnect.ts';

/** The request of an ident. */
export interface HostRequest {
  /** Such as `arch-amd64`, `purpose-test`, `!FLAG`, `share-TYPE`, `equiv-NAME`, `PropMinVer:NAME:VALUE`. */
  readonly flags: readonly string[];
  /** Accepts only this host. */
  readonly host?: string | undefined;
}

export interface BookHostsOptions<Ident extends string> {
  readonly requests: Readonly<Record<Ident, HostRequest>>;
  /** The task that owns the hosts. Default: a task that ends with the booking. */
  readonly task?: Task | undefined;
  readonly flight?: number | undefined;
  readonly job?: string | undefined;
  /** Builds and tests have different preferences. Default: those of a test. */
  readonly recipe?: string | undefined;
  /** Runvars of the job: hostalloc_* change the cost of a choice. */
  readonly runvars?: Readonly<Record<string, string>> | undefined;
  /** The branch whose history counts for the choice. Default: none. */
  readonly branch?: string | undefined;
  /** Accepts only hosts with the flag `blessed-BLESSING`: a flight's intended blessing. Default: any. */
  readonly blessing?: string | undefined;
  /** The queue to wait in. Default: none; hosts are allocated when they become free. */
  readonly queue?: QueueAccess | undefined;
  readonly cost?: CostCoefficients | undefined;
  /** Revision of the harness, part of the type of a share. Default: the version of osstest. */
  readonly harness?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the reason for waiting, each time that it changes. */
  readonly onWaiting?: ((message: string) => void) | undefined;
  /** Called with a problem of the release, or with a doubtful request. */
  readonly onProblem?: ((message: string) => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** Interval between attempts without a queue daemon. */
const LOOK_EVERY_MS = 500;

/**
 * Books one host for each ident, all of them in one transaction.
 *
 * Waits while other tasks have them. However this process ends, the hosts are free again within seconds.
 *
 * @throws NoCandidateError (`NO_CANDIDATE_HOST`, blame lab) - the lab has no suitable host, free or not.
 * @throws BadRequestError (`BAD_HOST_REQUEST`, blame operator) - a request is invalid.
 * @throws LostTaskError (`LOST_TASK`, blame lab) - the task ended during the wait.
 * @throws DaemonError (`DAEMON_FAILED`, blame lab) - the queue daemon stayed unreachable for all retries.
 * @throws the signal's reason when it is aborted.
 * Source: table resources.
 */
export async function bookHosts<Ident extends string>(
  db: Db,
  options: BookHostsOptions<Ident>,
): Promise<Booking<Ident>> {
  for (const [ident, { host, flags }] of Object.entries<HostRequest>(options.requests)) {
    if (host === undefined || flags.length > 0) parseWantedFlags(ident, flags); // before a task is started
  }
  const label = labelOf(options);
  const task = options.task ?? (await openTask(db, { clock: options.clock, comment: label }));
  try {
    const decision = await decideInTurn(db, task, requestOf(task, label, options), options);
    return bookingOf(db, task, decision, options);
  } catch (error) {
    if (options.task === undefined) await task.end();
    throw error;
  }
}

const labelOf = ({ flight, job }: BookHostsOptions<string>): string =>
  flight === undefined ? (job ?? '') : `${flight}${job === undefined ? '' : `.${job}`}`;

function requestOf(task: Task, label: string, options: BookHostsOptions<string>): AllocationRequest {
  const { branch, blessing, job, runvars, queue } = options;
  const cost = costCoefficients(runvars ?? {}, options.cost);
  return {
    taskid: task.taskid,
    label,
    recipe: options.recipe ?? '',
    cost: queue === undefined ? withoutWaiting(cost) : cost,
    requests: Object.entries<HostRequest>(options.requests).map(([ident, { flags, host }]) => ({
      ident,
      flags,
      fixedHost: host ?? null,
    })),
    candidates: {
      blessing: blessing ?? null,
      scope: branch === undefined || blessing === undefined || job === undefined ? null : { branch, blessing, job },
      harness: options.harness ?? harnessVersion,
      onWarning: options.onProblem,
    },
  };
}

type CompletedAllocation = AllocationDecision & { readonly taken: NonNullable<AllocationDecision['taken']> };

function decideInTurn(
  db: Db,
  task: Task,
  request: AllocationRequest,
  options: BookHostsOptions<string>,
): Promise<CompletedAllocation> {
  const clock = options.clock ?? systemClock;
  const signal = options.signal === undefined ? task.signal : AbortSignal.any([options.signal, task.signal]);
  const onOutage = (error: unknown): void => options.onWaiting?.(describeError(error));
  const undo = (taken: AllocatedHosts): Promise<void> => releaseAllocated(db, request, taken);
  // A turn is repeated as a whole: it decides by what it has read, and releases what it has allocated.
  const think = (turn: Turn): Promise<Thought<CompletedAllocation>> =>
    withReconnect(() => thinkOnce(failingFast(db), request, turn, { clock, signal, undo }), {
      clock,
      signal,
      onOutage,
    });
  if (options.queue === undefined) return thinkAlone(db, request, think, { ...options, clock, signal });
  const { address, info, retryMs, maxRetries, heartbeatSeconds } = options.queue;
  return thinkInQueue({
    address,
    info: { ...defaultInfo(request, clock), ...info },
    think,
    undo: ({ taken }) => undo(taken),
    clock,
    signal,
    onWaiting: options.onWaiting,
    retryMs: retryMs ?? seconds(120),
    maxRetries: maxRetries ?? 60,
    heartbeatSeconds: heartbeatSeconds === undefined ? 10 : heartbeatSeconds,
  });
}

/**
 * Returns what determines a job's place in the queue, which it keeps after a loss of the daemon. Larger requests come
 * slightly first.
 */
const defaultInfo = ({ label, recipe, requests }: AllocationRequest, clock: Clock): Record<string, string> => ({
  'wait-start': String(Math.floor(clock.now() / 1000)),
  'wait-start-adjust': String(recipe.includes('build') ? -10_000 : -10 * requests.length),
  ...(label === '' ? {} : { job: label }),
});

/**
 * Releases what an unsuccessful turn has allocated. If the release fails, the task is lost and its end releases the
 * hosts. Otherwise another turn could allocate a second host beside the first.
 */
async function releaseAllocated(db: Db, { taskid }: AllocationRequest, taken: AllocatedHosts): Promise<void> {
  try {
    await releaseResources(db, taskid, [...taken.values()], 'idle');
  } catch (error) {
    const hosts = [...taken.keys()].join(', ');
    throw new LostTaskError(taskid, `${hosts} could not be released: ${describeError(error)}`, { cause: error });
  }
}

/**
 * Runs one turn: allocates the best hosts if they are free now, and books in the plan what was allocated or is wished.
 */
async function thinkOnce(
  db: Db,
  request: AllocationRequest,
  turn: Turn,
  {
    clock,
    signal,
    undo,
  }: { readonly clock: Clock; readonly signal: AbortSignal; readonly undo: (taken: AllocatedHosts) => Promise<void> },
): Promise<Thought<CompletedAllocation>> {
  signal.throwIfAborted();
  const plan = await turn.getPlan();
  const now = Math.floor(clock.now() / 1000);
  const decision = await decideAllocation(db, request, plan, { mayTake: !turn.noalloc, now, signal, undo });
  const { taken } = decision;
  try {
    await turn.book(bookingsOf(decision.choice, request.label, taken ?? new Map()));
  } catch (error) {
    if (taken !== null) await undo(taken);
    throw error;
  }
  return taken === null ? { wait: describeWait(decision) } : { done: { ...decision, taken } };
}

async function thinkAlone(
  db: Db,
  request: AllocationRequest,
  think: (turn: Turn) => Promise<Thought<CompletedAllocation>>,
  options: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly onWaiting?: ((message: string) => void) | undefined;
  },
): Promise<CompletedAllocation> {
  for (let lastReason = ''; ;) {
    await reapDeadTasks(reconnectingUntil(db, options.signal));
    const turn = localTurn(failingFast(db), request.taskid, request.label, options.clock);
    // the plan refuses the booking because another task has the host in it: release, and try again
    const thought = await think(turn).catch((error: unknown): Thought<CompletedAllocation> => {
      if (error instanceof PlanRefusedError) return { wait: error.message };
      throw error;
    });
    if ('done' in thought) return thought.done;
    if (thought.wait !== lastReason) options.onWaiting?.(thought.wait);
    lastReason = thought.wait;
    await options.clock.sleep(LOOK_EVERY_MS, options.signal);
  }
}

function bookingOf<Ident extends string>(
  db: Db,
  task: Task,
  { choice, hosts, taken }: CompletedAllocation,
  options: BookHostsOptions<Ident>,
): Booking<Ident> {
  const rows = choice.hosts.map(({ ident, candidate }) => ({
    ident,
    row: hosts.find(({ name }) => name === candidate.host)!,
    held: taken.get(candidate.host)!,
  }));
  const { queue, onProblem } = options;
  const onReleased = async (): Promise<void> => {
    if (queue === undefined) return;
    await prodQueue(queue.address).catch((error: unknown) => onProblem?.(describeError(error)));
  };
  const clock = options.clock ?? systemClock;
  return createBooking(db, task, rows, { ownsTask: options.task === undefined, clock, onProblem, onReleased });
}
