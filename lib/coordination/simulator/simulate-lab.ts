import { isDeepStrictEqual } from 'node:util';
import { describeError } from '../../errors/osstest-error.ts';
import { createRandom, type Random } from '../../util/random.ts';
import { seconds } from '../../util/units.ts';
import { createVirtualClock, type VirtualClock } from '../../util/virtual-clock.ts';
import type { LockOptions } from '../daemon/daemon-lock.ts';
import type { HeldResource } from '../resource.ts';
import type { HostRegistration } from '../host/sync-hosts.ts';
import { runOwnerDaemon } from '../owner/start-owner-daemon.ts';
import { checkEvents } from '../plan/check-plan.ts';
import type { PlanDocument } from '../plan/plan-document.ts';
import type { ListenAddress, Network } from '../protocol/network.ts';
import type { QueueTimes } from '../queue/queue-state.ts';
import { runQueueDaemon } from '../queue/start-queue-daemon.ts';
import { createMemoryLab, type MemoryLab } from './memory-lab.ts';
import { createMemoryNetwork } from './memory-network.ts';
import { runSimulatedJob, type SimulatedJob } from './simulated-harness.ts';
import { startProcess, type SimulatedProcess } from './simulated-process.ts';

/** The faults of a simulation. Times in milliseconds. */
export interface SimulatedFaults {
  /** Mean time between two faults. */
  readonly everyMs: number;
  /** No fault starts after this time. */
  readonly untilMs: number;
  /** Maximum absence of a daemon or the database. */
  readonly longestMs: number;
}

export interface SimulateLabOptions {
  /** The same seed gives the same history. */
  readonly seed: number;
  readonly hosts: readonly HostRegistration[];
  readonly jobs: readonly SimulatedJob[];
  /** Maximum number of concurrent jobs, waiting ones included. */
  readonly harnesses: number;
  /** Default: no faults. */
  readonly faults?: SimulatedFaults | undefined;
  readonly times?: Partial<QueueTimes> | undefined;
  readonly heartbeatSeconds?: number | undefined;
  /** How long a task outlives its daemon. Default 15 s. */
  readonly graceMs?: number | undefined;
  /** Maximum duration of the simulation. Default 10 years. */
  readonly limitMs?: number | undefined;
}

/** The result of a job. Times in milliseconds since the simulation's start. */
export interface SimulatedRun {
  readonly job: string;
  readonly arrivalMs: number;
  /** When it got its hosts; null: it never did. */
  readonly startMs: number | null;
  /** null: it did not finish. */
  readonly endMs: number | null;
  readonly hosts: readonly string[];
  /** How often its harness was killed or lost its hosts, so that the job started again. */
  readonly lost: number;
}

export interface Simulation {
  readonly runs: readonly SimulatedRun[];
  /** Violations of the invariants. */
  readonly violations: readonly string[];
  /** All events, a line each, with the time in milliseconds since the start. */
  readonly history: readonly string[];
  /** When the last job ended. */
  readonly endMs: number;
  /** How long jobs used each host. */
  readonly busyMs: ReadonlyMap<string, number>;
  readonly faults: number;
  /** Hosts without an owner at the end. */
  readonly free: readonly string[];
}

/** The start of every simulation; the date does not matter. */
const START_MS = Date.UTC(2030, 0, 1);
const OWNER: ListenAddress = { host: '127.0.0.1', port: 4031 };
const QUEUE: ListenAddress = { host: '127.0.0.1', port: 4032 };
/** Time until a killed harness is started again, by a person or by the next job of cron. */
const RESTART_MS = seconds(60);

interface World {
  readonly options: SimulateLabOptions;
  readonly clock: VirtualClock;
  readonly network: Network;
  readonly lab: MemoryLab;
  readonly random: Random;
  readonly daemons: Map<'owner' | 'queue', SimulatedProcess>;
  /** Number of hosts that each job requests. */
  readonly wants: ReadonlyMap<string, number>;
  readonly harnesses: Map<SimulatedJob, SimulatedProcess>;
  readonly waiting: SimulatedJob[];
  readonly runs: Map<string, SimulatedRun>;
  readonly busyMs: Map<string, number>;
  readonly newest: Map<string, { readonly generation: number; readonly who: string }>;
  readonly violations: Set<string>;
  readonly history: string[];
  faults: number;
  endMs: number;
  /** Jobs that have not finished. */
  open: number;
}

/**
 * Simulates a lab with the real harness code, daemons, plan and allocator. Network and store of hosts are in this
 * process, with a clock that does not wait. Simulates whole hosts only, without shares.
 *
 * @throws what a job throws whose request cannot be met, such as NoCandidateError (`NO_CANDIDATE_HOST`, blame lab).
 */
export async function simulateLab(options: SimulateLabOptions): Promise<Simulation> {
  const world = createWorld(options);
  startDaemon(world, 'owner');
  startDaemon(world, 'queue');
  let failure: unknown = null;
  const fail = (error: unknown): void => void (failure ??= error);
  arrive(world, fail).catch(fail);
  if (options.faults !== undefined) makeFaults(world, options.faults).catch(fail);
  const limitMs = START_MS + (options.limitMs ?? 10 * 366 * 86_400_000);
  await world.clock.run(() => {
    checkGangs(world);
    return failure !== null || (world.open === 0 && allFree(world)) || world.clock.now() > limitMs;
  });
  for (const daemon of world.daemons.values()) daemon.kill();
  for (const harness of world.harnesses.values()) harness.kill();
  if (failure !== null) throw failure instanceof Error ? failure : new Error(describeError(failure));
  return {
    runs: [...world.runs.values()],
    violations: [...world.violations],
    history: world.history,
    endMs: world.endMs,
    busyMs: world.busyMs,
    faults: world.faults,
    free: [...world.lab.hosts.values()].filter(({ owner }) => owner === null).map(({ definition }) => definition.name),
  };
}

const allFree = ({ lab }: World): boolean => [...lab.hosts.values()].every(({ owner }) => owner === null);

function createWorld(options: SimulateLabOptions): World {
  const clock = createVirtualClock(START_MS);
  const violations = new Set<string>();
  const onPlan = (plan: PlanDocument): void => checkPlan(plan, violations);
  return {
    options,
    clock,
    network: createMemoryNetwork(),
    lab: createMemoryLab(options.hosts, { clock, onPlan }),
    random: createRandom(options.seed),
    daemons: new Map(),
    wants: new Map(options.jobs.map(({ name, requests }) => [name, Object.keys(requests).length])),
    harnesses: new Map(),
    waiting: [],
    runs: new Map(
      options.jobs.map(({ name, arrivalMs }) => [
        name,
        { job: name, arrivalMs, startMs: null, endMs: null, hosts: [], lost: 0 },
      ]),
    ),
    busyMs: new Map(options.hosts.map(({ name }) => [name, 0])),
    newest: new Map(),
    violations,
    history: [],
    faults: 0,
    endMs: 0,
    open: options.jobs.length,
  };
}

const graceOf = ({ graceMs }: SimulateLabOptions): number => graceMs ?? seconds(15);

const sinceStart = ({ clock }: World): number => clock.now() - START_MS;

const tell = (world: World, what: string): void => void world.history.push(`${sinceStart(world)} ${what}`);

function startDaemon(world: World, kind: 'owner' | 'queue'): void {
  const process = startProcess(kind, world.clock, world.network);
  const { clock, network } = process;
  const { lab, options } = world;
  world.daemons.set(kind, process);
  const log = (message: string): void => {
    if (process.isAlive) tell(world, message);
  };
  const { acquire } = process.with({ acquire: (lock: LockOptions) => lab.acquire(kind, lock) });
  const common = { clock, network, log };
  if (kind === 'owner') {
    runOwnerDaemon(process.with(lab.owner), acquire, { ...common, listen: OWNER, graceMs: graceOf(options) });
  } else {
    const { times } = options;
    runQueueDaemon(process.with(lab.queue), acquire, { ...common, listen: QUEUE, ownerDaemon: OWNER, times });
  }
}

/** Starts jobs at their arrival times, as far as harnesses are available. */
async function arrive(world: World, fail: (error: unknown) => void): Promise<void> {
  const jobs = world.options.jobs.toSorted((a, b) => a.arrivalMs - b.arrivalMs);
  for (const job of jobs) {
    const leftMs = job.arrivalMs - sinceStart(world);
    if (leftMs > 0) await world.clock.sleep(leftMs);
    tell(world, `${job.name} arrives`);
    world.waiting.push(job);
    startHarnesses(world, fail);
  }
}

function startHarnesses(world: World, fail: (error: unknown) => void): void {
  while (world.waiting.length > 0 && world.harnesses.size < world.options.harnesses) {
    const job = world.waiting.shift()!;
    const process = startProcess(`harness-${world.history.length}`, world.clock, world.network);
    world.harnesses.set(job, process);
    runJob(world, job, process)
      .then(() => startHarnesses(world, fail))
      .catch(fail);
  }
}

/** Runs a job to its end, and again when it has lost its hosts. Never returns for a killed process. */
async function runJob(world: World, job: SimulatedJob, process: SimulatedProcess): Promise<void> {
  const { options, lab } = world;
  const log = (message: string): void => {
    if (process.isAlive) tell(world, message);
  };
  const around = {
    process,
    store: process.with(lab.harness),
    ownerDaemon: OWNER,
    queueDaemon: QUEUE,
    graceMs: graceOf(options),
    retryMs: seconds(120),
    heartbeatSeconds: options.heartbeatSeconds ?? 10,
    onStart: (_: SimulatedJob, held: readonly HeldResource[]): void => noteStart(world, job, held),
    onTouch: (held: HeldResource, who: string): void => noteTouch(world, held, who),
    log,
  };
  while (!(await runSimulatedJob(job, around))) noteLoss(world, job, 'has lost its hosts');
  const startMs = world.runs.get(job.name)!.startMs!;
  world.endMs = sinceStart(world);
  change(world, job, { endMs: world.endMs });
  world.open--;
  for (const host of world.runs.get(job.name)!.hosts) {
    world.busyMs.set(host, world.busyMs.get(host)! + world.endMs - startMs);
  }
  tell(world, `${job.name} ends`);
  world.harnesses.delete(job);
}

function change(world: World, job: SimulatedJob, some: Partial<SimulatedRun>): void {
  world.runs.set(job.name, { ...world.runs.get(job.name)!, ...some });
}

function noteStart(world: World, job: SimulatedJob, held: readonly HeldResource[]): void {
  const hosts = held.map(({ name }) => name);
  tell(world, `${job.name} has ${hosts.join(', ')}`);
  change(world, job, { startMs: sinceStart(world), hosts });
}

function noteLoss(world: World, job: SimulatedJob, how: string): void {
  tell(world, `${job.name} ${how}`);
  change(world, job, { startMs: null, hosts: [], lost: world.runs.get(job.name)!.lost + 1 });
}

/** Checks each use of a host. A booking has one user, and no user has a booking older than the newest. */
function noteTouch(world: World, { name, generation }: HeldResource, who: string): void {
  const last = world.newest.get(name);
  if (last === undefined || generation > last.generation) {
    world.newest.set(name, { generation, who });
  } else if (generation < last.generation || who !== last.who) {
    world.violations.add(`${name}: used by ${who} (${generation}), but ${last.who} has it (${last.generation})`);
  }
}

/**
 * Checks that each job has all of its hosts or none. Counts by task, since a lost task may live for a while beside the
 * new task of the same job.
 */
function checkGangs({ lab, wants, violations }: World): void {
  const held = new Map<number, { readonly job: string; readonly hosts: number }>();
  for (const { owner } of lab.hosts.values()) {
    if (owner === null || !lab.isLive(owner.taskid)) continue;
    held.set(owner.taskid, { job: owner.subtask, hosts: (held.get(owner.taskid)?.hosts ?? 0) + 1 });
  }
  for (const { job, hosts } of held.values()) {
    if (hosts !== wants.get(job)) violations.add(`${job}: has ${hosts} of ${wants.get(job)} hosts`);
  }
}

/** Checks that every stored plan passes checkEvents unchanged. */
function checkPlan(plan: PlanDocument, violations: Set<string>): void {
  for (const [reso, events] of Object.entries(plan.Events)) {
    try {
      if (isDeepStrictEqual(checkEvents(reso, events, plan.Start), events)) continue;
      violations.add(`the plan of ${reso} differs from its check`);
    } catch (error) {
      violations.add(describeError(error));
    }
  }
}

/** Kills harnesses and daemons and makes the database unreachable, at random times. */
async function makeFaults(world: World, { everyMs, untilMs, longestMs }: SimulatedFaults): Promise<void> {
  const { clock, random, daemons, harnesses, lab } = world;
  for (;;) {
    await clock.sleep(1 + random.below(2 * everyMs));
    if (sinceStart(world) > untilMs) return;
    world.faults++;
    const kind = random.pick(['harness', 'harness', 'harness', 'owner', 'queue', 'database'] as const);
    const awayMs = 1 + random.below(longestMs);
    if (kind === 'harness') {
      const all = [...harnesses];
      if (all.length > 0) killHarness(world, ...random.pick(all));
    } else if (kind === 'database') {
      tell(world, `the database is unreachable for ${awayMs} ms`);
      lab.setReachable(false);
      await clock.sleep(awayMs);
      lab.setReachable(true);
    } else {
      tell(world, `the ${kind} daemon is killed, and absent for ${awayMs} ms`);
      daemons.get(kind)!.kill();
      lab.endSession(kind);
      await clock.sleep(awayMs);
      startDaemon(world, kind);
    }
  }
}

function killHarness(world: World, job: SimulatedJob, process: SimulatedProcess): void {
  process.kill();
  world.harnesses.delete(job);
  noteLoss(world, job, 'is killed');
  void world.clock.sleep(RESTART_MS).then(() => {
    world.waiting.push(job);
    startHarnesses(world, (error) => world.violations.add(describeError(error)));
  });
}
