import type { Recipe } from '../../../typings/recipe.ts';
import type { FinalJobStatus, JobStatus } from '../../../typings/status.ts';
import type { Db } from '../../db/db.ts';
import { JobNotRunnableError } from '../../errors/flight-errors.ts';
import { JobNotFoundError } from '../../errors/record-errors.ts';
import { readJob } from '../../record/flights/read-records.ts';
import { RUNNABLE_JOB_STATUSES } from '../../record/statuses.ts';
import { runJobSequence } from './job-sequence.ts';
import { createJobActions } from './job-actions.ts';
import { loadJobRecipe } from '../load/load-job-recipe.ts';
import { rememberBuild } from './reuse-builds.ts';
import { openJobRun } from './open-job-run.ts';
import type { RunJobOptions } from './run-job-options.ts';
import { stashConsoleLogs } from './stash-console-logs.ts';

export interface JobOutcome {
  readonly status: FinalJobStatus;
  /** Why the job did not pass, in one line. */
  readonly reason: string | null;
}

/**
 * Runs all steps of a job on hosts that it books, and records them.
 *
 * @throws JobNotFoundError (`JOB_NOT_FOUND`, blame operator), JobNotRunnableError (`JOB_NOT_RUNNABLE`, blame operator),
 *   ModuleError (`MODULE_UNUSABLE`, blame operator) - thrown before anything is recorded.
 *
 * Source: replaces osstest's sg-run-job.
 */
export async function runJob(db: Db, options: RunJobOptions): Promise<JobOutcome> {
  const recipe = await findRecipe(db, options.flight, options.job);
  await using opened = await openJobRun(db, recipe, { ...options, runnable: RUNNABLE_JOB_STATUSES });
  const { run } = opened;
  const wanted = await runJobSequence(recipe, createJobActions(run));
  if (wanted === 'pass') await rememberBuild(run);
  await stashConsoleLogs(run);
  const reason = wanted === 'pass' ? null : (run.failures[0] ?? null);
  const status = (await run.recorder.finish(wanted, reason)) as FinalJobStatus;
  return { status, reason };
}

async function findRecipe(db: Db, flight: number, job: string): Promise<Recipe> {
  const row = await readJob(db, { flight, job });
  if (row === null) throw new JobNotFoundError(flight, job);
  const runnable: readonly JobStatus[] = RUNNABLE_JOB_STATUSES;
  if (!runnable.includes(row.status)) {
    throw new JobNotRunnableError(`job ${flight}.${job}: is ${row.status}, want ${runnable.join(', ')}`);
  }
  return loadJobRecipe(db, { flight, job, recipe: row.recipe });
}
