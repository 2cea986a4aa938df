import { DatabaseLostError } from '../../errors/database-errors.ts';
import type { Clock } from '../../util/clock.ts';
import type { FreedResource, HeldResource } from '../resource.ts';
import type { DaemonLock, LockOptions } from '../daemon/daemon-lock.ts';
import type { HostRegistration } from '../host/sync-hosts.ts';
import type { HostRow } from '../host/host-row.ts';
import type { OwnerStore } from '../owner/owner-tasks.ts';
import type { PlanDocument } from '../plan/plan-document.ts';
import type { AllocationRow } from '../plan/reset-plan.ts';
import type { Inhibition, PlanName, QueueStore } from '../queue/queue-store.ts';

interface MemoryTask {
  readonly taskid: number;
  readonly peer: string;
  refkey: string;
  live: boolean;
  /** When the daemon of its connection ended; null: it has not. */
  lostMs: number | null;
}

/** A host of the lab with its owner. */
export interface MemoryHost {
  readonly definition: HostRegistration;
  /** Changes with each change of the owner. */
  generation: number;
  /** null: free. */
  owner: { readonly taskid: number; readonly subtask: string; readonly sinceMs: number } | null;
  /** Released, and free at the next run. */
  isIdle: boolean;
}

/** What harnesses need from the store of allocations. */
export interface HarnessStore {
  listHosts(): Promise<HostRow[]>;
  /**
   * Allocates all of the hosts to a task. Returns null, with no host allocated, if one is not free or the task has
   * ended.
   */
  take(taskid: number, names: readonly string[], label: string): Promise<HeldResource[] | null>;
  /** Releases those of the hosts that the task still owns: immediately, or at the daemon's next run. */
  releaseResources(taskid: number, held: readonly HeldResource[], to: 'allocatable' | 'idle'): Promise<void>;
  /** Returns whether a host still belongs to a live task in that generation. */
  isMine(taskid: number, held: HeldResource): Promise<boolean>;
}

/** A lab without a database: does what the statements in lib/db/sql/coordination do, for whole hosts. */
export interface MemoryLab {
  readonly hosts: ReadonlyMap<string, MemoryHost>;
  readonly owner: OwnerStore;
  readonly queue: QueueStore;
  readonly harness: HarnessStore;
  acquire(daemon: string, options: LockOptions): Promise<DaemonLock>;
  /** Ends the session of a killed daemon, and with it its lock. */
  endSession(daemon: string): void;
  isLive(taskid: number): boolean;
  /** Makes the database unreachable until it is called with `true`; the holders of locks lose them. */
  setReachable(isReachable: boolean): void;
}

/** `onPlan`: called with each plan that the queue daemon stores. */
export function createMemoryLab(
  definitions: readonly HostRegistration[],
  { clock, onPlan }: { readonly clock: Clock; readonly onPlan: (plan: PlanDocument) => void },
): MemoryLab {
  const hosts = new Map(
    definitions
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((definition): [string, MemoryHost] => [
        definition.name,
        { definition, generation: 1, owner: null, isIdle: false },
      ]),
  );
  const tasks = new Map<number, MemoryTask>();
  const locks = createLocks();
  let isReachable = true;
  const isLive = (taskid: number): boolean => tasks.get(taskid)?.live === true;
  const reach = (): void => {
    if (isReachable) return;
    throw new DatabaseLostError('the database is unreachable', {
      cause: Object.assign(new Error('the simulation made it unreachable'), { code: 'ECONNRESET' }),
    });
  };
  return {
    hosts,
    isLive,
    owner: whileReachable(ownerStore(tasks, clock), reach),
    queue: whileReachable(queueStore(hosts, tasks, onPlan), reach),
    harness: whileReachable(harnessStore(hosts, isLive, clock), reach),
    acquire: async (daemon, options) => {
      reach();
      return locks.acquire(daemon, options);
    },
    endSession: (daemon) => locks.lose(daemon),
    setReachable: (value) => {
      isReachable = value;
      if (!value) locks.loseAll();
    },
  };
}

/** Returns the same store, each of whose methods first checks whether the database is reachable. */
const whileReachable = <T extends object>(store: T, reach: () => void): T =>
  new Proxy(store, {
    get: (target, key) => {
      const method = Reflect.get(target, key) as (...values: unknown[]) => Promise<unknown>;
      return async (...values: unknown[]) => {
        reach();
        return method(...values);
      };
    },
  });

interface Locks {
  acquire(daemon: string, options: LockOptions): Promise<DaemonLock>;
  lose(daemon: string): void;
  loseAll(): void;
}

function createLocks(): Locks {
  const held = new Map<string, AbortController>();
  const lose = (daemon: string): void => {
    held.get(daemon)?.abort(new Error('the session was lost'));
    held.delete(daemon);
  };
  return {
    acquire: async (daemon, { signal, clock, everyMs, onWait }) => {
      for (let waited = false; held.has(daemon); waited = true) {
        if (!waited) onWait?.();
        await clock.sleep(everyMs, signal);
      }
      const lost = new AbortController();
      held.set(daemon, lost);
      const release = (): void => {
        if (held.get(daemon) === lost) held.delete(daemon);
      };
      return { signal: lost.signal, [Symbol.asyncDispose]: () => Promise.resolve(release()) };
    },
    lose,
    loseAll: () => {
      for (const daemon of held.keys()) lose(daemon);
    },
  };
}

function ownerStore(tasks: Map<number, MemoryTask>, clock: Clock): OwnerStore {
  const end = (task: MemoryTask): number => {
    task.live = false;
    return task.taskid;
  };
  return {
    createTask: (peer, earlier) => {
      const task = { taskid: tasks.size + 100, peer, refkey: earlier === 0 ? peer : `${peer}-${earlier}` };
      tasks.set(task.taskid, { ...task, live: true, lostMs: null });
      return Promise.resolve(task);
    },
    endTasks: (taskids) => {
      for (const taskid of taskids) end(tasks.get(taskid)!);
      return Promise.resolve();
    },
    renamePrevious: () => {
      const earlier = [...tasks.values()].filter(({ live, lostMs }) => live && lostMs === null);
      for (const task of earlier) {
        task.lostMs = clock.now();
        task.refkey = `previous ${task.refkey}`;
      }
      return Promise.resolve(earlier.length);
    },
    giveSecret: (taskid) => Promise.resolve(`secret-${taskid}`),
    resumeTask: (taskid, secret) => {
      const task = tasks.get(taskid);
      if (task?.live !== true || secret !== `secret-${taskid}`) return Promise.resolve(null);
      task.lostMs = null;
      task.refkey = task.refkey.replace(/^previous /, '');
      return Promise.resolve(task.refkey);
    },
    endLostTasks: (graceMs) => {
      const before = clock.now() - graceMs;
      const late = [...tasks.values()].filter(({ live, lostMs }) => live && lostMs !== null && lostMs < before);
      return Promise.resolve(late.map(end));
    },
  };
}

function queueStore(
  hosts: ReadonlyMap<string, MemoryHost>,
  tasks: ReadonlyMap<number, MemoryTask>,
  onPlan: (plan: PlanDocument) => void,
): QueueStore {
  const plans = new Map<PlanName, PlanDocument>();
  let inhibitions: Inhibition[] = [];
  return {
    listAllocations: () => Promise.resolve([...hosts.values()].flatMap((host) => allocationOf(host, tasks) ?? [])),
    deleteOldTasks: () => Promise.resolve(),
    findPlan: (name) => Promise.resolve(plans.get(name) ?? null),
    keepPlans: (some) => {
      for (const [name, plan] of Object.entries(some)) {
        plans.set(name as PlanName, plan);
        onPlan(plan);
      }
      return Promise.resolve();
    },
    addInhibition: (inhibition) => Promise.resolve(void inhibitions.push(inhibition)),
    listInhibitions: (nowMs) => Promise.resolve(inhibitions.filter(({ endsAtMs }) => endsAtMs > nowMs)),
    deleteInhibitions: (beforeMs) => {
      inhibitions = inhibitions.filter(({ endsAtMs }) => endsAtMs > beforeMs);
      return Promise.resolve();
    },
    writeWaiters: () => Promise.resolve(),
    killTasksBefore: () => Promise.resolve([]),
    freeDeadResources: () => {
      const dead = [...hosts.values()].filter(
        ({ owner, isIdle }) => isIdle || (owner !== null && !tasks.get(owner.taskid)!.live),
      );
      return Promise.resolve(dead.map(freeHost));
    },
    endLostSessions: () => Promise.resolve([]),
  };
}

function allocationOf(
  { definition, owner, isIdle }: MemoryHost,
  tasks: ReadonlyMap<number, MemoryTask>,
): AllocationRow | null {
  if (isIdle) return { ...NOBODY, resname: definition.name };
  if (owner === null) return null;
  const { taskid, refkey, live } = tasks.get(owner.taskid)!;
  const { subtask } = owner;
  return { ...NOBODY, resname: definition.name, subtask, taskid, taskType: 'ownd', refkey, live };
}

/** The magic task `idle`, which is never live. */
const NOBODY: Omit<AllocationRow, 'resname'> = {
  restype: 'host',
  shareix: 0,
  subtask: '',
  taskid: 2,
  taskType: 'magic',
  refkey: 'idle',
  live: false,
  share: null,
};

function freeHost(host: MemoryHost): FreedResource {
  host.owner = null;
  host.isIdle = false;
  host.generation++;
  return { restype: 'host', resname: host.definition.name, shareix: 0 };
}

function harnessStore(
  hosts: ReadonlyMap<string, MemoryHost>,
  isLive: (taskid: number) => boolean,
  clock: Clock,
): HarnessStore {
  const isOf = (taskid: number, { name, generation }: HeldResource): boolean => {
    const host = hosts.get(name)!;
    return host.owner?.taskid === taskid && host.generation === generation;
  };
  return {
    listHosts: () => Promise.resolve([...hosts.values()].map(hostRow)),
    take: (taskid, names, label) => {
      const wanted = names.map((name) => hosts.get(name)!);
      if (!isLive(taskid) || wanted.some(({ owner, isIdle }) => owner !== null || isIdle)) return Promise.resolve(null);
      const held = wanted.map((host): HeldResource => {
        host.owner = { taskid, subtask: label, sinceMs: clock.now() };
        host.generation++;
        return { restype: 'host', name: host.definition.name, shareix: 0, generation: host.generation };
      });
      return Promise.resolve(held);
    },
    releaseResources: (taskid, held, to) => {
      for (const one of held.filter((each) => isOf(taskid, each))) {
        const host = hosts.get(one.name)!;
        freeHost(host);
        host.isIdle = to === 'idle';
      }
      return Promise.resolve();
    },
    isMine: (taskid, held) => Promise.resolve(isLive(taskid) && isOf(taskid, held)),
  };
}

const hostRow = ({ definition, generation, owner }: MemoryHost): HostRow => ({
  ...definition,
  generation,
  owner:
    owner === null
      ? null
      : {
          taskid: owner.taskid,
          type: 'ownd',
          refkey: '',
          live: true,
          username: null,
          comment: null,
          subtask: owner.subtask,
          sinceMs: owner.sinceMs,
        },
});
