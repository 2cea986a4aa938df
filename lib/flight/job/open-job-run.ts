import type { JobStatus } from '../../../typings/status.ts';
import type { Recipe } from '../../../typings/recipe.ts';
import type { RunvarStore } from '../../../typings/test.ts';
import { findBuildOutputs } from '../../build/build-outputs.ts';
import { beginTask } from '../../coordination/task/begin-task.ts';
import type { Db } from '../../db/db.ts';
import { readStepDurations } from '../../history/step-durations.ts';
import { createGuestConsoles } from '../../guest/guest-consoles.ts';
import { openJobRecorder, type JobRecorder } from '../../record/recorder/job-recorder.ts';
import { readRunvars } from '../../record/flights/read-records.ts';
import { moveAttemptFiles } from '../../record/stash/move-attempt-files.ts';
import { openStash, type Stash } from '../../record/stash/stash.ts';
import { createCleanupList } from '../../util/cleanup-list.ts';
import { systemClock } from '../../util/clock.ts';
import { createJobHosts } from './job-hosts.ts';
import type { JobRun } from './job-run.ts';
import type { RunJobOptions } from './run-job-options.ts';
import { createRunvarStore } from './runvar-store.ts';
import { watchForAbort } from './watch-for-abort.ts';

export interface OpenJobRunOptions extends RunJobOptions {
  /** The job must have one of these statuses; default any. */
  readonly runnable?: readonly JobStatus[];
}

/** A job that this process runs. Disposing of it releases its hosts and ends its task. */
export interface OpenedJobRun extends AsyncDisposable {
  readonly run: JobRun;
}

/**
 * Opens a run of a job: starts its task and its recorder, and reads its runvars.
 *
 * @throws JobNotFoundError (`JOB_NOT_FOUND`, blame operator), JobNotRunnableError (`JOB_NOT_RUNNABLE`, blame operator)
 */
export async function openJobRun(db: Db, recipe: Recipe, options: OpenJobRunOptions): Promise<OpenedJobRun> {
  const { flight, job, config, sinks, runnable, clock = systemClock } = options;
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
    const { stash, runvars } = await openRecords(db, options, recorder);
    const controller = new AbortController();
    cleanup.add('watch for an order to abort', watchForAbort(db, { flight, job }, { controller, clock }));
    const signal = AbortSignal.any([options.signal, task.signal, controller.signal]);
    const { stashDir } = config.paths;
    const builds = (): ReturnType<typeof findBuildOutputs> =>
      findBuildOutputs(db, { runvars: runvars.all(), flight, stashDir });
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

/** Opens the files and the runvars of the job. */
async function openRecords(
  db: Db,
  { flight, job, config, clock = systemClock }: RunJobOptions,
  { emitter, setRunvar }: JobRecorder,
): Promise<{ readonly stash: Stash; readonly runvars: RunvarStore }> {
  const stash = await openStash(db, { flight, job, stashDir: config.paths.stashDir, emitter, clock });
  await moveAttemptFiles(stash);
  const rows = await readRunvars(db, { flight, job });
  const values = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  return { stash, runvars: createRunvarStore(values, setRunvar) };
}
