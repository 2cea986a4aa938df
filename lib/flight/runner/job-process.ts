import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, rename, rm } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { LabEvent } from '../../../typings/events.ts';
import { systemClock } from '../../util/clock.ts';
import { listSession } from '../../util/process-identity.ts';
import { seconds } from '../../util/units.ts';
import { within } from '../../util/within.ts';
import type { JobOutcome } from '../job/run-job.ts';
import type { JobMessage, JobOrder } from './job-order.ts';

/** How a job in a process ended. */
export interface JobProcessEnd {
  /** null: the job was killed, or could not start. */
  readonly outcome: JobOutcome | null;
  /** Why the job could not start; null: it started. */
  readonly refused: { readonly code: string | null; readonly reason: string } | null;
  /** The exit code or signal and the last line on stderr of the process; for people. */
  readonly exitMessage: string;
  /** The signal that killed the process; null: none. */
  readonly killedBy: string | null;
  /** Whether the process can take the next job: this job passed, and left no open handle and no process. */
  readonly isFree: boolean;
}

/** A process for jobs, one after another. */
export interface JobProcess {
  readonly isAlive: boolean;
  /** Runs a job, with the stderr of the process in the file `log`. Never rejects: the end of the process ends the job. */
  run(order: JobOrder, log: string, onEvent: (event: LabEvent) => void): Promise<JobProcessEnd>;
  /** Asks the job to stop; the job records that. */
  stop(): void;
  /** Kills the process and all processes that it has started. */
  kill(): void;
  /** Ends the process, which must have no job. Resolves when it has exited. */
  release(): Promise<void>;
}

const MAIN = new URL(`./job-main.${import.meta.url.endsWith('.js') ? 'js' : 'ts'}`, import.meta.url);

/** 1 MiB for short-lived objects instead of 16: a third less memory in total, and no more time. */
const NODE_FLAGS = ['--max-semi-space-size=1'];

/** How long handles of a passed job may stay open; after that its process is not used again. */
const CLOSING_MS = seconds(5);

/** How long a process without a job may take to exit. */
const RELEASE_MS = seconds(10);

/**
 * Starts a process for jobs in a process group of its own. It outlives this process while it has a job. The processes that
 * the job started end with it. A process that cannot be started counts as one that has exited.
 */
export async function startJobProcess(firstLog: string): Promise<JobProcess> {
  let log = firstLog;
  const started = await spawnWithLog(log);
  const { child, exited } = started;
  const end = async (): Promise<string> => {
    endGroup(child);
    await exited;
    const stderr = await read(log);
    if (stderr === '') await rm(log, { force: true });
    return stderr;
  };
  return {
    get isAlive() {
      return child.connected;
    },
    run: async (order, ownLog, onEvent) => {
      if (ownLog !== log) await rename(log, ownLog).catch(() => undefined); // the process keeps the open file, and writes to the new name
      log = ownLog;
      const result = await follow(started, order, onEvent);
      const hasLeftNothing = result.isFree && (await read(log)) === '' && listSession(child.pid!).length === 1;
      if (hasLeftNothing) return { ...result, exitMessage: '', killedBy: null };
      const stderr = await end();
      const message = started.failure() ?? exitMessage(child, stderr);
      return { ...result, isFree: false, exitMessage: message, killedBy: child.signalCode };
    },
    stop: () => void child.kill('SIGTERM'),
    kill: () => endGroup(child),
    release: async () => {
      child.disconnect();
      await within(exited, RELEASE_MS, systemClock);
      await end();
    },
  };
}

const read = async (log: string): Promise<string> => (await readFile(log, 'utf8').catch(() => '')).trim();

interface Started {
  readonly child: ChildProcess;
  readonly exited: Promise<void>;
  /** Resolves when the process has exited and all of its messages have arrived. */
  readonly closed: Promise<void>;
  /** Returns why the process could not be started or reached; null: no failure. */
  failure(): string | null;
}

async function spawnWithLog(log: string): Promise<Started> {
  const stderr = await open(log, 'w');
  const loader = MAIN.pathname.endsWith('.js') ? [] : [`--import=${import.meta.resolve('tsx')}`];
  const child = spawn(process.execPath, [...NODE_FLAGS, ...loader, fileURLToPath(MAIN)], {
    detached: true,
    stdio: ['ignore', 'ignore', stderr.fd, 'ipc'],
    serialization: 'advanced',
  });
  let failure: string | null = null;
  child.on('error', ({ message }) => (failure ??= message));
  const on = (event: 'exit' | 'close'): Promise<void> =>
    new Promise((resolve) => {
      if (child.pid === undefined) resolve();
      else child.once(event, () => resolve());
    });
  const [exited, closed] = [on('exit'), on('close')];
  await stderr.close();
  return { child, exited, closed, failure: () => failure };
}

type JobResult = Pick<JobProcessEnd, 'outcome' | 'refused' | 'isFree'>;

/** Sends the order, and receives messages until the process is free, has exited, or has exceeded the limit for closing. */
async function follow(
  { child, closed }: Started,
  order: JobOrder,
  onEvent: (event: LabEvent) => void,
): Promise<JobResult> {
  const result: { -readonly [Key in keyof JobResult]: JobResult[Key] } = {
    outcome: null,
    refused: null,
    isFree: false,
  };
  const over = new AbortController();
  const answered = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      const received = message as JobMessage;
      if (received.kind === 'event') return onEvent(received.event);
      if (received.kind === 'ended') result.outcome = received.outcome;
      else if (received.kind === 'refused') result.refused = received;
      else result.isFree = true;
      if (result.isFree) resolve();
      else systemClock.sleep(CLOSING_MS, over.signal).then(resolve, () => undefined); // the process was free in time
    });
  });
  child.send(order, () => undefined);
  await Promise.race([answered, closed]);
  over.abort();
  child.removeAllListeners('message');
  return result;
}

function exitMessage({ signalCode, exitCode }: ChildProcess, stderr: string): string {
  const how = signalCode === null ? `exited ${exitCode}` : `ended by ${signalCode}`;
  const last = stderr.split('\n').at(-1) ?? '';
  return last === '' ? how : `${how}: ${last}`;
}

/** Kills the remaining processes of the process group. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // no process is left
  }
}
