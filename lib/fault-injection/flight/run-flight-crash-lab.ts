import { withReconnect } from '../../db/with-reconnect.ts';
import type { Db } from '../../db/db.ts';
import { createFlight } from '../../record/flights/create-flight.ts';
import { systemClock } from '../../util/clock.ts';
import { pollUntil } from '../../util/poll.ts';
import { minutes, seconds } from '../../util/units.ts';
import type { LabProcess } from '../coordination/lab-process.ts';
import { withLabServer, type LabServer } from '../coordination/lab-server.ts';
import { startFakeLab, type FakeLab } from '../../testing/fakes/fake-hosts.ts';
import { createRandom, type Random } from '../../util/random.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import {
  FAULTS,
  killProcess,
  jobsLeft,
  liveJobs,
  makeFault,
  noteJobs,
  type Fault,
  type FlightProcesses,
} from './flight-faults.ts';
import { makeFlightPrograms, type FlightPrograms } from './flight-programs.ts';
import { lookAtFlight, readResults } from './look-at-flight.ts';

export interface FlightCrashLabOptions {
  /** The number of moments at which a process is killed. */
  readonly moments: number;
  readonly seed: number;
  /** The kinds of faults; default all. */
  readonly faults?: readonly Fault[];
  readonly onProgress?: (message: string) => void;
}

export interface FlightCrashLabResult {
  /** Descriptions of violated rules. */
  readonly findings: readonly string[];
  /** The number of faults of each kind, and what was running at that moment. */
  readonly figures: Readonly<Record<string, number>>;
}

/** The parts of the lab that all rounds share. */
interface Lab {
  readonly db: Db;
  readonly server: LabServer;
  readonly hosts: FakeLab;
  readonly programs: FlightPrograms;
  readonly random: Random;
  readonly options: FlightCrashLabOptions;
  readonly figures: Record<string, number>;
  ownerDaemon: LabProcess;
}

const HOSTS = 2;

/**
 * Runs flights on hosts that record each act. Runners, jobs, the owner daemon and PostgreSQL are real processes and are killed
 * at random moments. The surviving runner or the next one completes each flight; then all rules are checked.
 */
export async function runFlightCrashLab(options: FlightCrashLabOptions): Promise<FlightCrashLabResult> {
  await using folder = await scratchFolder('flight-crash');
  return await withLabServer(folder.path, async (db, server) => {
    await using hosts = await startFakeLab(db, { hosts: HOSTS });
    const wanted = { folder: folder.path, config: hosts.config, ownerDaemon: true, queueDaemon: false };
    const programs = await makeFlightPrograms(wanted);
    const ownerDaemon = programs.startDaemon('owner');
    const random = createRandom(options.seed);
    const lab: Lab = { db, server, hosts, programs, random, options, figures: {}, ownerDaemon };
    try {
      return { findings: await playRounds(lab), figures: lab.figures };
    } finally {
      lab.ownerDaemon.kill('SIGKILL');
      await lab.ownerDaemon.ended;
    }
  });
}

async function playRounds(lab: Lab): Promise<readonly string[]> {
  const { moments, onProgress } = lab.options;
  const findings: string[] = [];
  let durationMs = seconds(5);
  for (let made = 0; made < moments;) {
    const beganAt = systemClock.now();
    const round = await playRound(lab, { atMs: lab.random.below(durationMs), left: moments - made });
    made += round.faults.length;
    findings.push(...round.findings);
    if (round.faults.length === 0) durationMs = Math.max(seconds(1), systemClock.now() - beganAt - 500); // it was over before
    onProgress?.(
      `${made} of ${moments}: ${round.faults.join(', then ')}${round.findings.map((each) => `\n${each}`).join('')}`,
    );
  }
  return findings;
}

/** Runs a flight with one fault or two; the second fault is injected during the recovery from the first. */
async function playRound(
  lab: Lab,
  { atMs, left }: { readonly atMs: number; readonly left: number },
): Promise<{ readonly faults: readonly Fault[]; readonly findings: readonly string[] }> {
  const { db, programs, random, hosts, options } = lab;
  const flight = await withReconnect(() => createCrashFlight(db, programs)); // a second flight is harmless
  const runner = programs.startRunner(flight);
  const { ownerDaemon, server } = lab;
  const touches = (): ReturnType<FakeLab['touches']> => hosts.touches();
  const processes: FlightProcesses = {
    runner,
    flight,
    ownerDaemon,
    programs,
    db,
    server,
    random,
    touches,
    jobs: new Map(),
  };
  const faults: Fault[] = [];
  const before: Awaited<ReturnType<typeof readResults>>[] = [];
  try {
    for (const afterMs of random.chance(0.3) && left > 1 ? [atMs, random.below(4000)] : [atMs]) {
      await systemClock.sleep(afterMs);
      if (!processes.runner.isAlive) break;
      before.push(await readResults(db, flight));
      const fault = random.pick(options.faults ?? FAULTS);
      if (!(await makeFault(processes, fault))) continue;
      faults.push(fault);
      lab.figures[fault] = (lab.figures[fault] ?? 0) + 1;
    }
    const findings = await awaitEnd(processes);
    const all = await lookAtFlight(db, flight, { touches: hosts.touches(), before });
    return { faults, findings: [...findings, ...all, ...(all.length > 0 ? processes.runner.log.slice(-20) : [])] };
  } finally {
    lab.ownerDaemon = processes.ownerDaemon;
    processes.runner.kill('SIGKILL');
    for (const job of liveJobs(processes)) killProcess(job);
  }
}

/** Creates a flight of a build, two jobs that need it, and one job that does not. */
const createCrashFlight = (db: Db, { job }: FlightPrograms): Promise<number> =>
  createFlight(db, {
    branch: 'crash',
    intended: 'real',
    harness: 'test',
    jobs: [
      job('build', 'fake-build', { step_ms: '60', revision_xen: 'abc' }),
      job('test-a', 'fake-test', { step_ms: '30', buildjob: 'build' }),
      job('test-b', 'fake-test', { step_ms: '30', buildjob: 'build' }),
      job('test-c', 'fake-test', { step_ms: '30' }),
    ],
  });

/** Waits for the runner and for the jobs of earlier runners. Replaces a runner that found no database at its start. */
async function awaitEnd(processes: FlightProcesses): Promise<string[]> {
  const isOver = await pollUntil(
    () => {
      const { runner, programs, flight } = processes;
      noteJobs(processes);
      const isEarly = !runner.isAlive && /DATABASE_UNREACHABLE/.test(runner.log.at(-1) ?? '');
      if (isEarly) processes.runner = programs.startRunner(flight);
      return Promise.resolve(runner.isAlive || isEarly ? { waiting: 'it is running' } : { done: true });
    },
    { subject: 'the runner', timeoutMs: minutes(3), intervalMs: 50 },
  ).catch(() => false);
  const { log } = processes.runner;
  if (!isOver) return [`the runner does not exit: ${log.slice(-30).join(' / ')}`];
  const left = await jobsLeft(processes);
  return left === 0 ? [] : [`${left} processes of jobs are left after the end of the flight`];
}
