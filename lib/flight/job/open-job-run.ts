import { basename } from 'node:path';
import type { Config } from '../../../typings/config.ts';
import type { EventSink } from '../../../typings/events.ts';
import type { Host } from '../../../typings/host.ts';
import type { Recipe } from '../../../typings/recipe.ts';
import { findBuildOutputs } from '../../build/build-outputs.ts';
import { beginTask } from '../../coordination/task/begin-task.ts';
import type { JobStatus } from '../../../typings/status.ts';
import type { RunvarStore } from '../../../typings/test.ts';
import type { Db } from '../../db/db.ts';
import { withReconnect } from '../../db/with-reconnect.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { readStepDurations } from '../../history/step-durations.ts';
import { moveAttemptFiles } from '../../record/stash/move-attempt-files.ts';
import { createGuestConsoles } from '../../guest/guest-consoles.ts';
import { openJobRecorder, type JobRecorder } from '../../record/recorder/job-recorder.ts';
import { readRunvars } from '../../record/flights/read-records.ts';
import { openStash, type Stash } from '../../record/stash/stash.ts';
import { createCleanupList } from '../../util/cleanup-list.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import type { JobRun } from './job-actions.ts';
import { createJobHosts } from './job-hosts.ts';
import { watchForAbort } from '../runner/watch-job.ts';
import { createRunvarStore } from './runvar-store.ts';

export interface RunJobOptions {
  readonly flight: number;
  readonly job: string;
  readonly config: Config;
  /** Get every event of the job; they stay the caller's. */
  readonly sinks: readonly EventSink[];
  /** Aborted when the operator stops. */
  readonly signal: AbortSignal;
  /** Installs hosts anew even if a frozen one could be reused. */
  readonly fresh?: boolean;
  /** Default: this osstest's revision, looked up. */
  readonly harness?: string;
  /** Told of the first step that did not pass, while its hosts are as it left them; the job goes on when it resolves. */
  readonly onFailure?: ((failure: FailedStep) => Promise<void>) | undefined;
  readonly clock?: Clock;
}

/** A step that did not pass. */
export interface FailedStep {
  readonly flight: number;
  readonly job: string;
  readonly testid: string;
  /** In one line. */
  readonly reason: string;
  /** All hosts of the job that are open. */
  readonly hosts: readonly Host[];
}

/** A job that is ours to run; disposing of it gives back what it booked and ends its task. */
export interface OpenedJobRun extends AsyncDisposable {
  readonly run: JobRun;
}

/**
 * Takes a job up: its task, its recorder, its runvars and its folder.
 *
 * @param runnable - in which statuses it may be taken up; default any.
 * @throws JobNotFoundError (`JOB_NOT_FOUND`, blame operator), JobNotRunnableError (`JOB_NOT_RUNNABLE`, blame operator)
 */
export async function openJobRun(
  db: Db,
  recipe: Recipe,
  options: RunJobOptions,
  runnable?: readonly JobStatus[],
): Promise<OpenedJobRun> {
  const { flight, job, config, sinks, clock = systemClock } = options;
  const task = await beginTask(db, config.coordination, { comment: `${flight}.${job}`, signal: options.signal });
  try {
    const expected = await readStepDurations(db, { flight, job });
    const { harness } = options;
    const of = { flight, job, taskId: task.taskid, sinks, clock, expected, harness };
    const recorder = await openJobRecorder(db, { ...of, ...(runnable === undefined ? {} : { runnable }) });
    const { emitter } = recorder;
    const cleanup = createCleanupList((subject, error) =>
      emitter.emit({ kind: 'cleanup-failed', subject, message: String(error) }),
    );
    const { cacheDir } = config.paths;
    const { stash, runvars } = await openRecords(db, options, recorder, clock);
    const ordered = new AbortController();
    cleanup.add('watch for an order to abort', watchForAbort(db, { flight, job }, ordered, clock));
    const signal = AbortSignal.any([options.signal, task.signal, ordered.signal]);
    const { stashDir } = config.paths;
    const builds = (): ReturnType<typeof findBuildOutputs> =>
      withReconnect(() => findBuildOutputs(db, { runvars: runvars.all(), flight, stashDir }), { clock });
    const [hosts, consoles] = [createJobHosts(), createGuestConsoles(stash.path, clock)];
    const environment = { flight, job, hosts, consoles, runvars, stash, builds, cacheDir, signal, clock };
    const { fresh = false, onFailure } = options;
    const run: JobRun = { db, config, recipe, recorder, task, environment, cleanup, fresh, onFailure, failures: [] };
    return {
      run,
      [Symbol.asyncDispose]: async () => {
        await cleanup[Symbol.asyncDispose]();
        await task.end();
      },
    };
  } catch (error) {
    await task.end();
    throw error;
  }
}

/** Files and runvars of the job. */
async function openRecords(
  db: Db,
  { flight, job, config }: RunJobOptions,
  { emitter, setRunvar }: JobRecorder,
  clock: Clock,
): Promise<{ readonly stash: Stash; readonly runvars: RunvarStore }> {
  const stash = await openStash(db, { flight, job, stashDir: config.paths.stashDir, emitter, clock });
  await moveAttemptFiles(stash);
  const rows = await readRunvars(db, { flight, job });
  const values = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  return { stash, runvars: createRunvarStore(values, setRunvar) };
}

/** Closes the hosts, and records the logs of their and their guests' consoles, which nothing is added to any more. */
export async function keepConsoleLogs({ environment, recorder }: JobRun): Promise<void> {
  const { consoles, hosts, stash } = environment;
  await consoles.end();
  const keep = async (subject: string, logPath: string | undefined, close?: () => PromiseLike<void>): Promise<void> => {
    try {
      await close?.();
      if (logPath !== undefined) await stash.putFile(basename(logPath), logPath);
    } catch (error) {
      recorder.emitter.emit({ kind: 'cleanup-failed', subject, message: describeError(error) });
    }
  };
  for (const logPath of consoles.logPaths()) await keep(basename(logPath), logPath);
  for (const { host } of hosts.all()) {
    await keep(host.name, host.serial?.logPath, () => host[Symbol.asyncDispose]());
  }
}
