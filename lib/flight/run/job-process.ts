import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { LabEvent } from '../../../typings/events.ts';
import type { JobOutcome } from '../run-job.ts';
import type { JobNews, JobOrder } from './job-order.ts';

/** How the process of a job ended. */
export interface JobProcessEnd {
  /** null: it was killed, or could not begin. */
  readonly outcome: JobOutcome | null;
  /** Why it could not begin. */
  readonly refused: { readonly code: string | null; readonly reason: string } | null;
  /** What it said last, or by which signal it was ended; for people. */
  readonly lastWords: string;
  /** null: it exited by itself. */
  readonly killedBy: string | null;
}

/** A job in a process of its own. */
export interface JobProcess {
  readonly pid: number | null;
  readonly ended: Promise<JobProcessEnd>;
  /** Asks it to stop; it records that. */
  stop(): void;
  /** Ends it with all that it has started, at once. */
  kill(): void;
}

const MAIN = new URL(`./job-main.${import.meta.url.endsWith('.js') ? 'js' : 'ts'}`, import.meta.url);

/**
 * Starts a job in a process group of its own. It outlives us; when it ends, whatever it has started is ended as well.
 * Never throws: a process that cannot be started has ended.
 */
export async function startJobProcess(order: JobOrder, onEvent: (event: LabEvent) => void): Promise<JobProcess> {
  const folder = join(order.config.paths.stashDir, String(order.flight), order.job);
  await mkdir(folder, { recursive: true });
  const log = join(folder, 'harness-stderr');
  const stderr = await open(log, 'w');
  const loader = MAIN.pathname.endsWith('.js') ? [] : [`--import=${import.meta.resolve('tsx')}`];
  const child = spawn(process.execPath, [...loader, fileURLToPath(MAIN)], {
    detached: true,
    stdio: ['ignore', 'ignore', stderr.fd, 'ipc'],
    serialization: 'advanced',
  });
  await stderr.close();
  const news = follow(child, order, onEvent);
  return {
    pid: child.pid ?? null,
    ended: waitForEnd(child, log, news),
    stop: () => void child.kill('SIGTERM'),
    kill: () => endGroup(child),
  };
}

interface News {
  outcome: JobOutcome | null;
  refused: JobProcessEnd['refused'];
  failure: string | null;
}

function follow(child: ChildProcess, order: JobOrder, onEvent: (event: LabEvent) => void): News {
  const news: News = { outcome: null, refused: null, failure: null };
  child.on('error', (error) => (news.failure = error.message)); // not started, or gone before it was told
  child.on('message', (message) => {
    const told = message as JobNews;
    if (told.kind === 'event') onEvent(told.event);
    else if (told.kind === 'ended') news.outcome = told.outcome;
    else news.refused = told;
  });
  child.send(order, () => undefined);
  return news;
}

async function waitForEnd(child: ChildProcess, log: string, news: News): Promise<JobProcessEnd> {
  if (child.pid !== undefined) await once(child, 'close').catch(() => undefined); // an error, which is kept
  endGroup(child);
  const text = (await readFile(log, 'utf8').catch(() => '')).trim();
  if (text === '') await rm(log, { force: true });
  const { signalCode, exitCode } = child;
  const how = signalCode === null ? `exited ${exitCode}` : `ended by ${signalCode}`;
  const last = text.split('\n').at(-1) ?? '';
  return {
    outcome: news.outcome,
    refused: news.refused,
    lastWords: news.failure ?? (last === '' ? how : `${how}: ${last}`),
    killedBy: signalCode,
  };
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
