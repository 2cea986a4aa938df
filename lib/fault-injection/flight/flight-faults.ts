import { readFileSync } from 'node:fs';
import process from 'node:process';
import type { Db } from '../../db/db.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from '../../util/process-identity.ts';
import { systemClock } from '../../util/clock.ts';
import { pollUntil } from '../../util/poll.ts';
import { seconds } from '../../util/units.ts';
import type { LabProcess } from '../coordination/lab-process.ts';
import type { LabServer } from '../coordination/lab-server.ts';
import { endSessions } from '../coordination/make-faults.ts';
import type { Touch } from '../../testing/fakes/fake-hosts.ts';
import type { Random } from '../../util/random.ts';
import type { FlightPrograms } from './flight-programs.ts';

/** The kinds of faults. */
export const FAULTS = [
  'runner',
  'job',
  'runner and all jobs',
  'owner daemon',
  'backend ended',
  'backend killed: server restarts',
  'server',
] as const;
export type Fault = (typeof FAULTS)[number];

/** The current processes of a lab. */
export interface FlightProcesses {
  runner: LabProcess;
  readonly flight: number;
  ownerDaemon: LabProcess;
  readonly programs: Pick<FlightPrograms, 'startRunner' | 'startDaemon'>;
  readonly db: Db;
  readonly server: LabServer;
  readonly random: Random;
  touches(): readonly Touch[];
  /** The process ids of all observed jobs. */
  readonly jobs: Map<number, ProcessIdentity>;
}

/** Injects a fault and restarts what it killed, as a person or cron would; false: there was no process of that kind. */
export async function makeFault(lab: FlightProcesses, fault: Fault): Promise<boolean> {
  const { random } = lab;
  noteJobs(lab);
  switch (fault) {
    case 'runner':
      return killRunner(lab);
    case 'job':
      return killJob(lab);
    case 'runner and all jobs':
      for (const job of liveJobs(lab)) killProcess(job);
      return killRunner(lab);
    case 'owner daemon':
      lab.ownerDaemon.kill('SIGKILL');
      await systemClock.sleep(random.below(500));
      lab.ownerDaemon = lab.programs.startDaemon('owner');
      return true;
    case 'backend ended':
      return (await endSessions(lab, 'SIGTERM', 1 + random.below(3))) > 0;
    case 'backend killed: server restarts':
      return (await endSessions(lab, 'SIGKILL', 1)) > 0;
    case 'server':
      lab.server.kill();
      await systemClock.sleep(random.below(500));
      await lab.server.revive();
      return true;
  }
}

/** Adds the current processes of jobs: those that the hosts recorded, and the children of the runner. */
export function noteJobs({ runner, touches, jobs }: FlightProcesses): void {
  for (const pid of [...childrenOf(runner.pid), ...touches().map((touch) => touch.pid)]) {
    const found = jobs.has(pid) ? null : identifyProcess(pid);
    if (found !== null) jobs.set(pid, found);
  }
}

/** Returns the processes of jobs that are still running. */
export const liveJobs = ({ jobs }: FlightProcesses): readonly ProcessIdentity[] => [...jobs.values()].filter(isAlive);

/** Waits, for a limited time, until all processes of jobs have exited, and returns the number that is left. */
export const jobsLeft = (lab: FlightProcesses): Promise<number> =>
  pollUntil(() => Promise.resolve(liveJobs(lab).length === 0 ? { done: 0 } : { waiting: 'jobs are running' }), {
    subject: 'jobs',
    timeoutMs: seconds(20),
    intervalMs: 50,
  }).catch(() => liveJobs(lab).length);

export const killProcess = (identity: ProcessIdentity): void => {
  if (isAlive(identity)) process.kill(identity.pid, 'SIGKILL');
};

async function killRunner(lab: FlightProcesses): Promise<boolean> {
  if (!lab.runner.isAlive) return false;
  lab.runner.kill('SIGKILL');
  await lab.runner.ended;
  await systemClock.sleep(lab.random.below(1500));
  lab.runner = lab.programs.startRunner(lab.flight);
  return true;
}

function killJob(lab: FlightProcesses): boolean {
  const live = liveJobs(lab);
  if (live.length === 0) return false;
  killProcess(lab.random.pick(live));
  return true;
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // it has exited
  }
}
