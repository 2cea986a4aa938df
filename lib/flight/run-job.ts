import { basename } from 'node:path';
import type { Config } from '../../typings/config.ts';
import type { EventSink } from '../../typings/events.ts';
import type { Recipe } from '../../typings/recipe.ts';
import type { FinalJobStatus, JobStatus } from '../../typings/status.ts';
import { openTask } from '../coordination/task/open-task.ts';
import type { Db } from '../db/db.ts';
import { describeError } from '../errors/osstest-error.ts';
import { JobNotRunnableError } from '../errors/flight-errors.ts';
import { openJobRecorder } from '../record/job-recorder.ts';
import { JobNotFoundError } from '../errors/record-errors.ts';
import { readJob, readRunvars } from '../record/read-records.ts';
import { openStash } from '../record/stash.ts';
import { RUNNABLE_JOB_STATUSES } from '../record/statuses.ts';
import { systemClock, type Clock } from '../util/clock.ts';
import { createCleanupList } from '../util/cleanup-list.ts';
import { createJobHosts } from './job-hosts.ts';
import { runJobSequence } from './job-sequence.ts';
import { createJobActions, type JobRun } from './job-actions.ts';
import { loadRecipe } from './load-module.ts';
import { RECIPE_MODULE } from './recipe-module.ts';
import { createRunvarStore } from './runvar-store.ts';

export interface RunJobOptions {
  readonly flight: number;
  readonly job: string;
  readonly config: Config;
  /** Get every event of the job; they stay the caller's. */
  readonly sinks: readonly EventSink[];
  /** Aborted when the operator stops. */
  readonly signal: AbortSignal;
  /** Installs boxes anew even if a frozen one could be reused. */
  readonly fresh?: boolean;
  readonly clock?: Clock;
}

export interface JobOutcome {
  readonly status: FinalJobStatus;
  /** Why it did not pass, in one line. */
  readonly reason: string | null;
}

/**
 * Runs one job from its first step to its last, on boxes that it books, and records everything.
 *
 * @throws JobNotFoundError (`JOB_NOT_FOUND`, blame operator), JobNotRunnableError (`JOB_NOT_RUNNABLE`, blame operator),
 *   ModuleError (`MODULE_UNUSABLE`, blame operator) - before anything was recorded.
 *
 * Source: stands for osstest's sg-run-job.
 */
export async function runJob(db: Db, options: RunJobOptions): Promise<JobOutcome> {
  const { flight, job, config, sinks, clock = systemClock } = options;
  const recipe = await findRecipe(db, flight, job);
  await using task = await openTask(db, { comment: `${flight}.${job}` });
  const recorder = await openJobRecorder(db, { flight, job, taskId: task.taskid, sinks, clock });
  await using cleanup = createCleanupList((subject, error) =>
    recorder.emitter.emit({ kind: 'cleanup-failed', subject, message: String(error) }),
  );
  const stash = await openStash(db, { flight, job, stashDir: config.paths.stashDir, emitter: recorder.emitter, clock });
  const rows = await readRunvars(db, { flight, job });
  const runvars = createRunvarStore(Object.fromEntries(rows.map(({ name, value }) => [name, value])), (name, value) =>
    recorder.setRunvar(name, value),
  );
  const signal = AbortSignal.any([options.signal, task.signal]);
  const environment = {
    flight,
    job,
    hosts: createJobHosts(),
    runvars,
    stash,
    cacheDir: config.paths.cacheDir,
    signal,
    clock,
  };
  const run: JobRun = {
    db,
    config,
    recipe,
    recorder,
    task,
    environment,
    cleanup,
    fresh: options.fresh ?? false,
    failures: [],
  };
  const wanted = await runJobSequence(recipe, createJobActions(run));
  await keepConsoleLogs(run);
  const reason = wanted === 'pass' ? null : (run.failures[0] ?? null);
  const status = (await recorder.finish(wanted, reason)) as FinalJobStatus;
  return { status, reason };
}

/** Closes the boxes, and records their consoles' logs, which nothing is added to any more. */
async function keepConsoleLogs({ environment, recorder }: JobRun): Promise<void> {
  for (const { host } of environment.hosts.all()) {
    try {
      await host[Symbol.asyncDispose]();
      if (host.serial !== null) await environment.stash.putFile(basename(host.serial.logPath), host.serial.logPath);
    } catch (error) {
      recorder.emitter.emit({ kind: 'cleanup-failed', subject: host.name, message: describeError(error) });
    }
  }
}

async function findRecipe(db: Db, flight: number, job: string): Promise<Recipe> {
  const row = await readJob(db, { flight, job });
  if (row === null) throw new JobNotFoundError(flight, job);
  const runnable: readonly JobStatus[] = RUNNABLE_JOB_STATUSES;
  if (!runnable.includes(row.status)) {
    throw new JobNotRunnableError(`job ${flight}.${job}: is ${row.status}; only ${runnable.join(', ')} can be run`);
  }
  const module = (await readRunvars(db, { flight, job })).find(({ name }) => name === RECIPE_MODULE);
  return loadRecipe(module?.value ?? row.recipe);
}
