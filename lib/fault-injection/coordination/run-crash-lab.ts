import { join } from 'node:path';
import type { Db } from '../../db/db.ts';
import { bookHosts } from '../../coordination/booking/book-hosts.ts';
import { describeUse, listHosts } from '../../coordination/host/host-row.ts';
import { syncHosts } from '../../coordination/host/sync-hosts.ts';
import { reapDeadTasks } from '../../coordination/task/reap-dead-tasks.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { systemClock } from '../../util/clock.ts';
import { pollUntil } from '../../util/poll.ts';
import { minutes, seconds } from '../../util/units.ts';
import { createRandom } from '../../util/random.ts';
import { databaseSettings } from '../../testing/database/fresh-database.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { startFakeHosts, type FakeHosts } from './host-switches.ts';
import { startFaultyQueuePort } from './faulty-queue-port.ts';
import { SELF_SERVICE, type TakenOut } from './harness-orders.ts';
import { writeCrashLabConfig } from './lab-config.ts';
import { withLabServer } from './lab-server.ts';
import { killDaemon, makeFaults, startDaemons, type Daemons, type FaultCounts } from './make-faults.ts';
import { makePrograms } from './lab-process.ts';
import { startPopulation, type Population } from './population.ts';

export interface CrashLabOptions {
  readonly harnesses: number;
  readonly hosts: number;
  /** How long faults are injected. */
  readonly faultsMs: number;
  readonly seed: number;
  readonly takenOut?: TakenOut | undefined;
  /** Called with a description of each phase. */
  readonly onProgress?: ((message: string) => void) | undefined;
}

/** The result of a crash lab. */
export interface CrashLabResult {
  /** Descriptions of violated rules; none: booking is correct. */
  readonly findings: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

const hostName = (index: number): string => `host${index}`;

/**
 * Runs many harnesses, two instances of each daemon and a PostgreSQL server, all real processes, on hosts that record each
 * act. Kills all of them except the hosts at random, and then checks every rule of booking.
 */
export async function runCrashLab(options: CrashLabOptions): Promise<CrashLabResult> {
  await using folder = await scratchFolder('crash');
  return await withLabServer(folder.path, async (db) => {
    const names = Array.from({ length: options.hosts }, (_, index) => hostName(index));
    await syncHosts(
      db,
      names.map((name, index) => ({
        name,
        flags: index % 3 === 0 ? ['arch-amd64', SELF_SERVICE] : ['arch-amd64'],
        properties: {},
      })),
    );
    return runProcesses(db, databaseSettings(db).database.url!, folder.path, options);
  });
}

async function runProcesses(db: Db, url: string, folder: string, options: CrashLabOptions): Promise<CrashLabResult> {
  const random = createRandom(options.seed);
  const programs = await makePrograms(join(folder, 'programs'));
  options.onProgress?.('compiling the programs');
  await using hosts = await startFakeHosts(join(folder, 'hosts.sock'));
  let daemons: Daemons | null = null;
  let atWorst = 0;
  await using port = await startFaultyQueuePort(() => {
    if (daemons === null || !random.chance(0.25)) return;
    atWorst += killDaemon({ programs, daemons, lab, random }, 'queue');
  });
  const lab = await writeCrashLabConfig(folder, url, port.port);
  port.targetPort = lab.queuePort;
  const running = startDaemons(programs, lab);
  const takenOut = options.takenOut ?? null;
  const population = startPopulation(options.harnesses, programs, {
    config: lab.path,
    switchSocket: join(folder, 'hosts.sock'),
    takenOut,
    random,
  });
  try {
    await untilAllWork(population);
    options.onProgress?.('all harnesses work; starting the faults');
    daemons = running;
    const endAt = systemClock.now() + options.faultsMs;
    const crashEveryMs = Math.min(seconds(20), options.faultsMs / 2.5);
    const faults = await makeFaults({ db, lab, programs, daemons: running, population, random, endAt, crashEveryMs });
    daemons = null;
    options.onProgress?.('faults have ended');
    const findings = await lookAtEnd(db, population, hosts, { host: '127.0.0.1', port: port.port });
    return {
      findings: findings.length === 0 ? [] : [...findings, ...describeDaemons(running)],
      figures: figuresOf(population, hosts, { ...faults, 'queue daemon killed during a message': atWorst }),
    };
  } finally {
    const all = [...population.harnesses.map(({ process }) => process), ...running.owner, ...running.queue];
    for (const each of all) each.kill('SIGKILL');
    await Promise.all(all.map(({ ended }) => ended));
  }
}

/** Returns the logs of the daemons, which mostly explain why a lab does not work. */
const describeDaemons = ({ owner, queue }: Daemons): readonly string[] =>
  [...owner, ...queue].map(
    ({ name, isAlive, log }) => `(${name}: ${isAlive ? 'running' : 'exited'}: ${log.slice(-8).join(' / ')})`,
  );

const untilAllWork = ({ harnesses }: Population): Promise<boolean> =>
  pollUntil(
    async () => {
      const starting = harnesses.filter(({ state }) => state === 'starting');
      const dead = starting.find(({ process }) => !process.isAlive);
      if (dead !== undefined)
        throw new Error(`${dead.process.name} exited immediately: ${dead.process.log.join(' / ')}`);
      return starting.length === 0 ? { done: true } : { waiting: `${starting.length} harnesses are starting` };
    },
    { subject: 'harnesses of the crash lab', timeoutMs: minutes(4), intervalMs: 50 },
  );

async function lookAtEnd(
  db: Db,
  population: Population,
  hosts: FakeHosts,
  queue: { readonly host: string; readonly port: number },
): Promise<string[]> {
  const findings: string[] = [];
  const { harnesses } = population;
  for (const { process } of harnesses) process.write('drain');
  const isIdle = (harness: (typeof harnesses)[number]): boolean => harness.state === 'idle';
  await waitFor(() =>
    Promise.resolve(harnesses.filter((harness) => !isIdle(harness)).map(({ process }) => process.name)),
  );
  for (const { process, state } of harnesses.filter((harness) => !isIdle(harness))) {
    findings.push(
      `${process.name} ${process.isAlive ? `did not finish: ${state}` : 'has exited'}: ${process.log.slice(-12).join(' / ')}`,
    );
  }
  // all running harnesses have released everything, and their tasks are still live: what is not free now never will be
  const taken = await waitFor(async () => {
    await reapDeadTasks(db);
    const hosts = await listHosts(db);
    return hosts.filter(({ owner }) => owner !== null).map((host) => `${host.name} is not free: ${describeUse(host)}`);
  });
  findings.push(...taken);
  if (taken.length === 0) findings.push(...(await bookAll(db, hosts, queue)));
  for (const { process } of harnesses) process.endInput();
  return [...findings, ...hosts.violations, ...population.failures];
}

/** Waits, for a limited time, until nothing is left, and returns what is left then. */
async function waitFor(look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  let left: readonly string[] = [];
  await pollUntil(
    async () => {
      left = await look();
      return left.length === 0 ? { done: true } : { waiting: left.join(', ') };
    },
    { subject: 'the end of the crash lab', timeoutMs: seconds(60), intervalMs: 200 },
  ).catch(() => false);
  return left;
}

/** Checks that one job that requests all hosts together gets them through the queue. */
async function bookAll(
  db: Db,
  hosts: FakeHosts,
  address: { readonly host: string; readonly port: number },
): Promise<string[]> {
  const requests = Object.fromEntries([...hosts.owners.keys()].map((host) => [host, { flags: [], host: host }]));
  const limit = new AbortController();
  const late = systemClock.sleep(seconds(30), limit.signal).then(
    () => limit.abort(new Error('not within 30 s')),
    () => undefined,
  );
  try {
    await using booking = await bookHosts(db, { requests, queue: { address, retryMs: 300 }, signal: limit.signal });
    return Object.keys(booking.hosts).length === hosts.owners.size ? [] : ['all hosts together: got only some of them'];
  } catch (error) {
    return [`all hosts together: ${describeError(error)}`];
  } finally {
    limit.abort();
    await late;
  }
}

function figuresOf({ figures, harnesses }: Population, hosts: FakeHosts, faults: FaultCounts): Record<string, number> {
  const waits = figures.waitsMs.toSorted((a, b) => a - b);
  const quantile = (part: number): number => Math.round(waits[Math.floor(part * (waits.length - 1))] ?? 0);
  return {
    harnesses: harnesses.length,
    'hosts used': hosts.owners.size,
    bookings: figures.bookings,
    'bookings or tasks lost, and noticed': figures.lost,
    touches: hosts.touches,
    'wait, median, ms': quantile(0.5),
    'wait, 95 %, ms': quantile(0.95),
    'wait, longest, ms': quantile(1),
    ...faults,
  };
}
