import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateRun } from '../../../typings/gate.ts';
import { listGateRuns } from '../../gate/store/run-store.ts';
import { systemClock } from '../../util/clock.ts';
import { createRandom, type Random } from '../../util/random.ts';
import { minutes, seconds } from '../../util/units.ts';
import { writeLabConfig } from '../coordination/lab-config.ts';
import { startLabProcess, type LabProcess } from '../coordination/lab-process.ts';
import { withLabServer, type LabServer } from '../coordination/lab-server.ts';
import {
  FAULTS,
  jobsLeft,
  killProcess,
  liveJobs,
  makeFault,
  noteJobs,
  type FlightProcesses,
} from '../flight/flight-faults.ts';
import { flightLabSettings } from '../flight/flight-programs.ts';
import { lookAtFlight } from '../flight/look-at-flight.ts';
import type { FlightCrashLabOptions, FlightCrashLabResult } from '../flight/run-flight-crash-lab.ts';
import { freePort } from '../../testing/machine/free-port.ts';
import { osstestCommand } from '../../testing/machine/osstest-command.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { startGateLab, type GateLab } from './start-gate-lab.ts';
import { watchPushes } from './watch-pushes.ts';

/** The parts of the lab that all rounds share. */
interface Lab {
  readonly gate: GateLab;
  readonly server: LabServer;
  readonly random: Random;
  readonly programs: FlightProcesses['programs'];
  readonly figures: Record<string, number>;
  pushes(): Promise<readonly string[]>;
  ownerDaemon: LabProcess;
}

/** The maximum number of cron's calls of the gate for one commit. */
const MAX_CALLS = 15;

/**
 * Gates commits and injects one or two faults at random moments. The gate, which runs the flight, its jobs, the owner daemon
 * and PostgreSQL are real processes and are killed. Then cron calls the gate until it is finished. Good commits must be
 * pushed once, bad ones never. The record of the flight must agree with the records of the hosts.
 */
export async function runGateCrashLab(options: FlightCrashLabOptions): Promise<FlightCrashLabResult> {
  await using folder = await scratchFolder('gate-crash');
  return await withLabServer(folder.path, async (db, server) => {
    await using gate = await startGateLab({ db, runsJobs: true });
    const programs = await makePrograms(gate);
    const pushes = await watchPushes(gate.xen);
    const ownerDaemon = programs.startDaemon('owner');
    const lab: Lab = {
      gate,
      server,
      random: createRandom(options.seed),
      programs,
      figures: {},
      pushes,
      ownerDaemon,
    };
    const findings: string[] = [];
    try {
      for (let made = 0, round = 1; made < options.moments; round++) {
        const { faults, what, wrong } = await playRound(lab, round);
        made += faults;
        findings.push(...wrong);
        options.onProgress?.([`${made} of ${options.moments}: ${what}`, ...wrong].join('\n'));
      }
      return { findings, figures: lab.figures };
    } finally {
      lab.ownerDaemon.kill('SIGKILL');
      await lab.ownerDaemon.ended;
    }
  });
}

async function makePrograms(gate: GateLab): Promise<Lab['programs']> {
  const at = `127.0.0.1:${await freePort()}`;
  const { reports } = gate.config;
  const folder = await mkdtemp(join(gate.folder, 'programs-'));
  const settings = { ...flightLabSettings(gate.config, { ownerDaemon: at }), reports };
  const config = await writeLabConfig(folder, settings);
  const start = (name: string, ...words: string[]): LabProcess =>
    startLabProcess(name, osstestCommand(...words, '--config', config));
  return {
    startRunner: () => start('gate', 'gate', 'run', gate.branchFile),
    startDaemon: (kind) => start(`${kind} daemon`, 'daemon', kind, '--listen', at),
  };
}

/** Gates one commit with one or two faults. */
async function playRound(
  lab: Lab,
  round: number,
): Promise<{ readonly faults: number; readonly what: string; readonly wrong: string[] }> {
  const { gate, random, programs, server } = lab;
  const isGood = random.chance(0.6);
  const published = await gate.published();
  const pushesBefore = (await lab.pushes()).length;
  const slow = ['build-amd64', 'test-a', 'test-b'].map((job) => `${job} step_ms=40\n`).join('');
  const revision = await gate.commit(`${slow}${isGood ? '' : 'test-a guest_start_ends=fail\n'}`, `round ${round}`);
  const runner = programs.startRunner(0);
  const touches = (): ReturnType<GateLab['lab']['touches']> => gate.lab.touches();
  const { db } = gate;
  const { ownerDaemon } = lab;
  const jobs: FlightProcesses['jobs'] = new Map();
  const processes: FlightProcesses = { runner, flight: 0, ownerDaemon, programs, db, server, random, touches, jobs };
  const faults: string[] = [];
  try {
    for (const afterMs of random.chance(0.3) ? [random.below(15_000), random.below(4000)] : [random.below(15_000)]) {
      await Promise.race([systemClock.sleep(afterMs), processes.runner.ended]);
      const fault = random.pick(FAULTS);
      if (!(await makeFault(processes, fault))) continue;
      faults.push(fault);
      lab.figures[fault] = (lab.figures[fault] ?? 0) + 1;
    }
    const run = await callUntilThrough(processes, gate, { revision, isGood });
    const what = `${isGood ? 'good' : 'bad'}, ${faults.join(', then ') || 'no fault'}`;
    const pushes = (await lab.pushes()).length - pushesBefore;
    const wrong =
      run === null
        ? [`the gate does not finish: ${processes.runner.log.join('\n')}`]
        : await lookAtRun(gate, run, { revision, published, pushes, isGood });
    const left = run === null ? 0 : await jobsLeft(processes);
    if (left > 0) wrong.push(`${left} processes of jobs are left after the end of the gate`);
    return { faults: faults.length, what, wrong };
  } finally {
    lab.ownerDaemon = processes.ownerDaemon;
    processes.runner.kill('SIGKILL');
    for (const job of liveJobs(processes)) killProcess(job);
  }
}

/** Calls the gate as cron does and returns the run that judged the commit; null: there is none. */
async function callUntilThrough(
  processes: FlightProcesses,
  gate: GateLab,
  { revision, isGood }: { readonly revision: string; readonly isGood: boolean },
): Promise<GateRun | null> {
  for (let call = 0; call < MAX_CALLS; call++) {
    await Promise.race([processes.runner.ended, systemClock.sleep(minutes(3))]);
    noteJobs(processes);
    const runs = await listGateRuns(gate.db, { branch: gate.branch.name });
    const judged = runs.find(({ phase, state }) => phase === 'over' && state.flight !== null);
    const isOpen = runs.some(({ phase }) => phase !== 'over');
    const isThrough = judged?.state.revision === revision && (!isGood || (await gate.published()) === revision);
    if (!processes.runner.isAlive && !isOpen && isThrough) return judged;
    await systemClock.sleep(seconds(1));
    if (!processes.runner.isAlive) processes.runner = processes.programs.startRunner(0);
  }
  return null;
}

/** Checks the rules and describes each violation. */
async function lookAtRun(
  gate: GateLab,
  { state }: GateRun,
  seen: {
    readonly revision: string;
    readonly published: string | null;
    readonly pushes: number;
    readonly isGood: boolean;
  },
): Promise<string[]> {
  const wrong: string[] = [];
  const { isGood, pushes } = seen;
  const flight = state.flight ?? 0;
  if (pushes !== (isGood ? 1 : 0)) wrong.push(`${pushes} pushes of a commit that is ${isGood ? 'good' : 'bad'}`);
  if ((await gate.published()) !== (isGood ? seen.revision : seen.published))
    wrong.push('the wrong revision is published');
  if (!isGood && state.retests.length !== 1) wrong.push(`${state.retests.length} retests`);
  const mails = gate.mails().filter((mail) => mail.includes(`] ${flight}: `));
  const ids = new Set(mails.map((mail) => /^Message-ID: (.*)$/m.exec(mail)?.[1]));
  if (ids.size === 0) wrong.push(`no mail about flight ${flight}`);
  const expected = isGood ? [] : [`flight ${flight}: test-a is fail`];
  const found = await lookAtFlight(gate.db, flight, { touches: gate.lab.touches(), before: [] });
  return [...wrong, ...found.filter((finding) => !expected.includes(finding))];
}
