import { DaemonError, LostTaskError } from '../../errors/coordination-errors.ts';
import { DatabaseLostError } from '../../errors/database-errors.ts';
import { DEFAULT_COST } from '../allocator/allocation-cost.ts';
import { bookingsOf } from '../allocator/bookings-of.ts';
import type { Choice } from '../allocator/candidates.ts';
import { findCandidates } from '../allocator/find-candidates.ts';
import { searchHosts } from '../allocator/search-hosts.ts';
import type { HostRequest } from '../booking/book-hosts.ts';
import type { HeldResource } from '../resource.ts';
import { withReconnect } from '../../db/with-reconnect.ts';
import type { ListenAddress } from '../protocol/network.ts';
import { prodQueue } from '../queue/prod-queue.ts';
import { thinkInQueue, type Thought, type Turn } from '../queue/think-in-queue.ts';
import { openOwnerTask } from '../task/open-owner-task.ts';
import type { Task } from '../task/task.ts';
import type { HarnessStore } from './memory-lab.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** A job of a simulation. */
export interface SimulatedJob {
  /** Unique. */
  readonly name: string;
  /** When it joins the queue, in milliseconds since the simulation's start. */
  readonly arrivalMs: number;
  /** How long it uses its hosts. */
  readonly durationMs: number;
  /** Its expected duration. Default: its duration. */
  readonly expectedMs?: number | undefined;
  readonly requests: Readonly<Record<string, HostRequest>>;
  readonly recipe?: string | undefined;
}

/** What a harness needs. */
export interface HarnessContext {
  readonly process: SimulatedProcess;
  readonly store: HarnessStore;
  readonly ownerDaemon: ListenAddress;
  readonly queueDaemon: ListenAddress;
  readonly graceMs: number;
  readonly retryMs: number;
  readonly heartbeatSeconds: number;
  readonly onStart: (job: SimulatedJob, held: readonly HeldResource[]) => void;
  /** Called at each use of a host, with its user. */
  readonly onTouch: (held: HeldResource, who: string) => void;
  readonly log: (message: string) => void;
}

/** Number of uses of each host during a job. */
const TOUCHES = 8;

/**
 * Runs a job as a harness does: starts a task, waits in the queue, uses the hosts and releases them. Returns false if
 * it has lost its hosts.
 */
export async function runSimulatedJob(job: SimulatedJob, context: HarnessContext): Promise<boolean> {
  const { clock, network } = context.process;
  const { graceMs, heartbeatSeconds } = context;
  const task = await retryUntilReachable(context, () =>
    openOwnerTask(context.ownerDaemon, { clock, network, graceMs, heartbeatSeconds }),
  );
  try {
    const held = await waitForHosts(job, task, context);
    context.onStart(job, held);
    const isDone = await useHosts(job, task, held, context);
    await withReconnect(() => context.store.releaseResources(task.taskid, held, 'allocatable'), { clock });
    await prodQueue(context.queueDaemon, network).catch(() => undefined); // the daemon's next poll comes anyway
    return isDone;
  } catch (error) {
    if (error instanceof LostTaskError || error instanceof DatabaseLostError) return false;
    throw error;
  } finally {
    await task.end();
  }
}

/** Repeats work until a restarting daemon is reachable. */
async function retryUntilReachable<T>({ process, retryMs }: HarnessContext, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DaemonError)) throw error;
    }
    await process.clock.sleep(retryMs);
  }
}

function waitForHosts(job: SimulatedJob, task: Task, context: HarnessContext): Promise<HeldResource[]> {
  const { process } = context;
  const { clock, network } = process;
  return thinkInQueue({
    address: context.queueDaemon,
    network,
    clock,
    signal: task.signal,
    info: { job: job.name, 'wait-start': String(Math.floor(clock.now() / 1000)) },
    think: (turn) => withReconnect(() => think(job, task, turn, context), { clock, signal: task.signal }),
    undo: (held) => releaseAllocated(task, held, context),
    onWaiting: (message) => context.log(`${job.name}: ${message}`),
    retryMs: context.retryMs,
    maxRetries: Infinity,
    heartbeatSeconds: context.heartbeatSeconds,
  });
}

/** Releases the allocations of an unsuccessful turn before the next turn, however long the database is unreachable. */
const releaseAllocated = (
  task: Task,
  held: readonly HeldResource[],
  { process, store }: HarnessContext,
): Promise<void> => withReconnect(() => store.releaseResources(task.taskid, held, 'idle'), { clock: process.clock });

/** Runs one turn as bookHosts does, on the store of the simulation. */
async function think(
  job: SimulatedJob,
  task: Task,
  turn: Turn,
  context: HarnessContext,
): Promise<Thought<HeldResource[]>> {
  const { store, process } = context;
  const plan = await turn.getPlan();
  const found = await candidatesOf(job, store, process.clock.now());
  const recipe = job.recipe ?? '';
  const choice = searchHosts({ idents: found, plan, recipe, cost: DEFAULT_COST });
  if (choice === null) throw new Error(`${job.name}: no hosts of the lab fit together`);
  const names = choice.hosts.map(({ candidate }) => candidate.host);
  const mayTake = choice.start <= 0 && !turn.noalloc;
  const held = mayTake ? await store.take(task.taskid, names, job.name) : null;
  try {
    await turn.book(bookingsOf(choice, job.name, takenSlots(task, held ?? [])));
  } catch (error) {
    if (held !== null) await releaseAllocated(task, held, context);
    throw error;
  }
  return held === null ? { wait: describeChoice(choice) } : { done: held };
}

async function candidatesOf(job: SimulatedJob, store: HarnessStore, nowMs: number) {
  const requests = Object.entries(job.requests).map(([ident, { flags, host }]) => ({
    ident,
    flags,
    fixedHost: host ?? null,
  }));
  const options = { blessing: null, scope: null, harness: 'simulated', now: Math.floor(nowMs / 1000) };
  const idents = await findCandidates(null, requests, await store.listHosts(), options);
  const durationSeconds = Math.ceil((job.expectedMs ?? job.durationMs) / 1000);
  return idents.map((ident) => ({
    ...ident,
    candidates: ident.candidates.map((one) => ({ ...one, history: { ...one.history, durationSeconds } })),
  }));
}

const takenSlots = ({ taskid }: Task, held: readonly HeldResource[]) =>
  new Map(held.map(({ name }) => [name, { taskid, shareix: 0, shares: null }]));

const describeChoice = ({ hosts, start }: Choice): string =>
  `waits for ${hosts.map(({ candidate }) => candidate.host).join(', ')}, expected in ${start} s`;

/** Uses the hosts while they belong to the task. */
async function useHosts(
  job: SimulatedJob,
  task: Task,
  held: readonly HeldResource[],
  { process, store, onTouch }: HarnessContext,
): Promise<boolean> {
  const who = `${process.name} ${job.name}`;
  for (let touched = 0; touched < TOUCHES; touched++) {
    for (const one of held) {
      const isMine = await store.isMine(task.taskid, one).catch(() => null);
      if (isMine === false) return false;
      if (isMine === true) onTouch(one, who); // does not use a host whose owner is unknown
    }
    await process.clock.sleep(job.durationMs / TOUCHES, task.signal);
  }
  return true;
}
