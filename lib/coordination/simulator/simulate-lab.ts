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

/** What goes wrong in a simulation. Times in milliseconds. */
export interface SimulatedFaults {
  /** Between one fault and the next, on average. */
  readonly everyMs: number;
  /** None begins after that. */
  readonly untilMs: number;
  /** How long a daemon, or the database, is away at most. */
  readonly longestMs: number;
}

export interface SimulateLabOptions {
  /** The same seed gives the same history. */
  readonly seed: number;
  readonly hosts: readonly HostRegistration[];
  readonly jobs: readonly SimulatedJob[];
  /** How many jobs can be under way at once, queueing among it. */
  readonly harnesses: number;
  /** Default: nothing goes wrong. */
  readonly faults?: SimulatedFaults | undefined;
  readonly times?: Partial<QueueTimes> | undefined;
  readonly heartbeatSeconds?: number | undefined;
  /** How long a task outlives its daemon; default 15 s. */
  readonly graceMs?: number | undefined;
  /** How long it goes on at most; default 10 years. */
  readonly limitMs?: number | undefined;
}

/** What became of a job. Times in milliseconds since the simulation's start. */
export interface SimulatedRun {
  readonly job: string;
  readonly arrivalMs: number;
  /** When it got its hosts; null: it never did. */
  readonly startMs: number | null;
  /** null: it did not come to its end. */
  readonly endMs: number | null;
  readonly hosts: readonly string[];
  /** How often its harness was killed, or lost its hosts, and it was begun anew. */
  readonly lost: number;
}

export interface Simulation {
  readonly runs: readonly SimulatedRun[];
  /** What must never be. */
  readonly violations: readonly string[];
  /** All that happened, a line each, with the time in milliseconds since the start. */
  readonly history: readonly string[];
  /** When the last job ended. */
  readonly endMs: number;
  /** How long each host was used by a job. */
  readonly busyMs: ReadonlyMap<string, number>;
  readonly faults: number;
  /** Hosts that nobody had at the end. */
  readonly free: readonly string[];
}

/** The beginning of every simulation: no day matters. */
const START_MS = Date.UTC(2030, 0, 1);
const OWNER: ListenAddress = { host: '127.0.0.1', port: 4031 };
const QUEUE: ListenAddress = { host: '127.0.0.1', port: 4032 };
/** A person, or the next job of cron, takes so long to start a harness that was killed. */
const RESTART_MS = seconds(60);

interface World {
  readonly options: SimulateLabOptions;
  readonly clock: VirtualClock;
  readonly network: Network;
  readonly lab: MemoryLab;
  readonly random: Random;
  readonly daemons: Map<'owner' | 'queue', SimulatedProcess>;
  /** How many hosts each job wants. */
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
  /** Jobs that have not come to their end. */
  open: number;
}

/**
 * Plays a lab through: harnesses, both daemons, the plan and the allocator as they are, on a network and a store of hosts
 * in this process, with a clock that does not wait. Whole hosts only: shares are not simulated.
 *
 * @throws whatever a job throws that can't be met, such as NoCandidateError (`NO_CANDIDATE_HOST`, blame lab).
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

/** Jobs begin to queue when their time has come, as far as there are harnesses. */
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

/** Runs a job to its end; where it has lost its hosts, again. Of a process that was killed this never comes to an end. */
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

/** A host notes who touches it: never two of one booking, and never one whose booking is older than the newest. */
function noteTouch(world: World, { name, generation }: HeldResource, who: string): void {
  const last = world.newest.get(name);
  if (last === undefined || generation > last.generation) {
    world.newest.set(name, { generation, who });
  } else if (generation < last.generation || who !== last.who) {
    world.violations.add(`${name}: touched by ${who} (${generation}), which ${last.who} has (${last.generation})`);
  }
}

/**
 * Jobs that want several hosts have all of them or none. Counted by task: one that was lost may live a while beside the
 * one under which its job was begun anew.
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

/** Every plan that is kept is one that the check accepts as it is. */
function checkPlan(plan: PlanDocument, violations: Set<string>): void {
  for (const [reso, events] of Object.entries(plan.Events)) {
    try {
      if (isDeepStrictEqual(checkEvents(reso, events, plan.Start), events)) continue;
      violations.add(`the plan of ${reso} is not as its check has it`);
    } catch (error) {
      violations.add(describeError(error));
    }
  }
}

/** Kills harnesses and daemons, and takes the database away, now and then. */
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
      tell(world, `the database is away for ${awayMs} ms`);
      lab.setReachable(false);
      await clock.sleep(awayMs);
      lab.setReachable(true);
    } else {
      tell(world, `the ${kind} daemon is killed, and away for ${awayMs} ms`);
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
