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
import type { JobNews, JobOrder } from './job-order.ts';

/** How a job in a process ended. */
export interface JobProcessEnd {
  /** null: it was killed, or could not begin. */
  readonly outcome: JobOutcome | null;
  /** Why it could not begin. */
  readonly refused: { readonly code: string | null; readonly reason: string } | null;
  /** What its process said last, or by which signal that was ended; for people. */
  readonly lastWords: string;
  /** null: it was not killed. */
  readonly killedBy: string | null;
  /** Whether the process lives and can take the next job: this one passed and has left nothing, in it or beside it. */
  readonly isFree: boolean;
}

/** A process for jobs, one after another. */
export interface JobProcess {
  readonly isAlive: boolean;
  /** Runs a job. Never rejects: one whose process is gone has ended. `log`: where the process's stderr goes from now on. */
  run(order: JobOrder, log: string, onEvent: (event: LabEvent) => void): Promise<JobProcessEnd>;
  /** Asks the job to stop; it records that. */
  stop(): void;
  /** Ends the process with all that it has started, at once. */
  kill(): void;
  /** Lets it go, when it has no job; resolves when it is gone. */
  release(): Promise<void>;
}

const MAIN = new URL(`./job-main.${import.meta.url.endsWith('.js') ? 'js' : 'ts'}`, import.meta.url);

/** For objects that live shortly 1 MiB in place of 16: a third less memory in all, and no more time. */
const NODE_FLAGS = ['--max-semi-space-size=1'];

/** How long what a passed job has left open may take to close; then its process is not used again. */
const CLOSING_MS = seconds(1);

/** How long a process without a job may take to end. */
const RELEASE_MS = seconds(10);

/**
 * Starts a process for jobs, in a process group of its own. It outlives us while it has a job, and whatever that has
 * started is ended with it. A process that cannot be started has ended.
 */
export async function startJobProcess(firstLog: string): Promise<JobProcess> {
  let log = firstLog;
  const started = await spawnWithLog(log);
  const { child, exited } = started;
  const end = async (): Promise<string> => {
    endGroup(child);
    await exited;
    const said = await read(log);
    if (said === '') await rm(log, { force: true });
    return said;
  };
  return {
    get isAlive() {
      return child.connected;
    },
    run: async (order, ownLog, onEvent) => {
      if (ownLog !== log) await rename(log, ownLog).catch(() => undefined); // an open file: it goes on writing to it
      log = ownLog;
      const news = await follow(started, order, onEvent);
      const hasLeftNothing = news.isFree && (await read(log)) === '' && listSession(child.pid!).length === 1;
      if (hasLeftNothing) return { ...news, lastWords: '', killedBy: null };
      const said = await end();
      const words = started.failure() ?? lastWords(child, said);
      return { ...news, isFree: false, lastWords: words, killedBy: child.signalCode };
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
  /** It has exited, and all that it told has come. */
  readonly closed: Promise<void>;
  /** Why it could not be started or told; null: it could. */
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

type News = Pick<JobProcessEnd, 'outcome' | 'refused' | 'isFree'>;

/** Hands the order over, and hears what becomes of it until the process is free, is gone, or should be. */
async function follow({ child, closed }: Started, order: JobOrder, onEvent: (event: LabEvent) => void): Promise<News> {
  const news: { -readonly [Key in keyof News]: News[Key] } = { outcome: null, refused: null, isFree: false };
  const over = new AbortController();
  const heard = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      const told = message as JobNews;
      if (told.kind === 'event') return onEvent(told.event);
      if (told.kind === 'ended') news.outcome = told.outcome;
      else if (told.kind === 'refused') news.refused = told;
      else news.isFree = true;
      if (news.isFree) resolve();
      else systemClock.sleep(CLOSING_MS, over.signal).then(resolve, () => undefined); // it was in time
    });
  });
  child.send(order, () => undefined);
  await Promise.race([heard, closed]);
  over.abort();
  child.removeAllListeners('message');
  return news;
}

function lastWords({ signalCode, exitCode }: ChildProcess, said: string): string {
  const how = signalCode === null ? `exited ${exitCode}` : `ended by ${signalCode}`;
  const last = said.split('\n').at(-1) ?? '';
  return last === '' ? how : `${how}: ${last}`;
}

/** Ends whoever is left of the job's process group. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // nobody is left
  }
}
