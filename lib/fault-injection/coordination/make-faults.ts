import process from 'node:process';
import { many } from '../../db/query.ts';
import type { Db } from '../../db/db.ts';
import { systemClock } from '../../util/clock.ts';
import { listSessions } from '../../testing/database/list-sessions.ts';
import type { Random } from '../../util/random.ts';
import type { LabProcess, Programs } from './lab-process.ts';
import type { CrashLabConfig } from './lab-config.ts';
import type { Population } from './population.ts';

/** The daemons of a lab, two instances of each. */
export interface Daemons {
  readonly owner: LabProcess[];
  readonly queue: LabProcess[];
}

export function startDaemons(programs: Programs, { path, ownerPort, queuePort }: CrashLabConfig): Daemons {
  const pair = (kind: 'owner' | 'queue', port: number): LabProcess[] =>
    [0, 1].map(() => programs.startDaemon(kind, path, port));
  return { owner: pair('owner', ownerPort), queue: pair('queue', queuePort) };
}

export interface FaultOptions {
  readonly db: Db;
  readonly lab: CrashLabConfig;
  readonly programs: Programs;
  readonly daemons: Daemons;
  readonly population: Population;
  readonly random: Random;
  /** When the faults end, by systemClock. */
  readonly endAt: number;
  /** The minimum time between two crashes of the whole server, each by a KILL of a backend. */
  readonly crashEveryMs: number;
}

/** The number of faults of each kind. */
export type FaultCounts = Record<string, number>;

/** Injects random faults until the time is over: kills or stops processes, and ends or kills backends. */
export async function makeFaults(options: FaultOptions): Promise<FaultCounts> {
  const { random, endAt } = options;
  const counts: FaultCounts = {};
  const resumed: Promise<void>[] = [];
  let crashAt = systemClock.now() + options.crashEveryMs;
  while (systemClock.now() < endAt) {
    await systemClock.sleep(100 + random.below(300));
    if (systemClock.now() > crashAt) {
      crashAt += options.crashEveryMs;
      count(counts, 'backend killed: server restarts', await endSessions(options, 'SIGKILL', 1));
      continue;
    }
    const dice = random.next();
    if (dice < 0.2) count(counts, 'harness killed', killHarness(options));
    else if (dice < 0.45) count(counts, 'harness stopped for a while', stopHarness(options, resumed));
    else if (dice < 0.51) count(counts, 'owner daemon killed', killDaemon(options, 'owner'));
    else if (dice < 0.57) count(counts, 'queue daemon killed', killDaemon(options, 'queue'));
    else count(counts, 'backend ended', await endSessions(options, 'SIGTERM', 1 + random.below(3)));
  }
  await Promise.all(resumed);
  return counts;
}

const count = (counts: FaultCounts, name: string, by: number): void => void (counts[name] = (counts[name] ?? 0) + by);

function killHarness({ population, random }: FaultOptions): number {
  const harness = random.pick(population.harnesses);
  harness.process.kill('SIGKILL');
  population.replace(harness);
  return 1;
}

/** Stops a harness, mostly for longer than its tasks survive. Then the harness continues, and must detect the loss. */
function stopHarness(options: FaultOptions, resumed: Promise<void>[]): number {
  const { population, random } = options;
  const running = population.harnesses.filter(({ isStopped, state }) => !isStopped && state === 'got');
  if (running.length === 0) return 0;
  const harness = random.pick(running);
  const { process: stopped } = harness;
  harness.isStopped = true;
  stopped.kill('SIGSTOP');
  const resume = async (): Promise<void> => {
    await endSessions(options, 'SIGTERM', Infinity, `osstest task of ${stopped.pid}`);
    await systemClock.sleep(300 + random.below(4500));
    harness.isStopped = false;
    if (stopped.isAlive) stopped.kill('SIGCONT');
  };
  resumed.push(resume());
  return 1;
}

/** Kills one or both instances of a daemon and immediately starts new ones. */
export function killDaemon(
  { programs, daemons, lab, random }: Pick<FaultOptions, 'programs' | 'daemons' | 'lab' | 'random'>,
  kind: 'owner' | 'queue',
): number {
  let killed = 0;
  for (const [index, daemon] of daemons[kind].entries()) {
    if (random.chance(0.4)) continue;
    daemon.kill('SIGKILL');
    daemons[kind][index] = programs.startDaemon(kind, lab.path, kind === 'owner' ? lab.ownerPort : lab.queuePort);
    killed++;
  }
  return killed;
}

/** Ends some sessions of the database in any order; only those of an application if one is given. */
export async function endSessions(
  { db, random }: Pick<FaultOptions, 'db' | 'random'>,
  signal: NodeJS.Signals,
  limit: number,
  application?: string,
): Promise<number> {
  let ended = 0;
  try {
    const sessions = await many(db, listSessions, { database: db.parameters.database ?? '' });
    const others = sessions.filter((session) => session.application !== `osstest ${process.pid}`);
    const wanted = others.filter((session) => application === undefined || session.application === application);
    for (; ended < Math.min(limit, wanted.length); ended++) {
      const [session] = wanted.splice(random.below(wanted.length), 1);
      process.kill(session!.pid, signal);
    }
  } catch {
    // the server is still restarting, or the session has ended already
  }
  return ended;
}
