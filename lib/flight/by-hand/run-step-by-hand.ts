import { resolve } from 'node:path';
import type { Config } from '../../../typings/config.ts';
import type { EventSink } from '../../../typings/events.ts';
import type { Recipe } from '../../../typings/recipe.ts';
import type { FinalJobStatus, FinalStepStatus } from '../../../typings/status.ts';
import { failureRate, type FailureRate } from '../../analysis/failure-rate.ts';
import type { Db } from '../../db/db.ts';
import { JobNotFoundError } from '../../errors/record-errors.ts';
import { readHarnessRevision } from '../../record/harness-revision.ts';
import type { JobKey } from '../../record/job-key.ts';
import { readJob } from '../../record/flights/read-records.ts';
import { createJobActions } from '../job/job-actions.ts';
import { loadJobRecipe } from '../load/load-job-recipe.ts';
import { isPath } from '../../util/is-path.ts';
import { loadRecipe } from '../load/load-recipe.ts';
import { openJobRun } from '../job/open-job-run.ts';
import { stashConsoleLogs } from '../job/stash-console-logs.ts';
import { RECIPE_MODULE } from '../load/recipe-module.ts';
import { openByHandJob, type ByHandSource } from './by-hand-job.ts';
import { findStep, type StepSelection } from './find-step.ts';
import { openExistingHosts } from './open-existing-hosts.ts';

export interface StepByHandOptions extends StepSelection {
  /** An existing job, or the name or path of a recipe. */
  readonly of: JobKey | { readonly recipe: string };
  /** Hosts by ident; default those of the job, or the only existing host. */
  readonly hosts?: Readonly<Record<string, string>> | undefined;
  /** Runvars that replace those of the job. */
  readonly runvars?: Readonly<Record<string, string>> | undefined;
  /** Number of runs; default 1. The runs continue after a failure, and end after a broken host. */
  readonly times?: number | undefined;
  readonly config: Config;
  readonly sinks: readonly EventSink[];
  readonly signal: AbortSignal;
}

export interface StepByHandOutcome extends JobKey {
  /** Status of each run, in order. */
  readonly statuses: readonly FinalStepStatus[];
  readonly status: FinalJobStatus;
  /** Reason of the first failed run, in one line. */
  readonly reason: string | null;
  readonly rate: FailureRate;
}

/**
 * Runs one step of a job on existing hosts, and leaves them running. The record of the job does not change: a separate job
 * records the steps by hand, and the next step by hand of the same job is added to it.
 *
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - the recipe or test does not exist.
 * @throws JobNotFoundError (`JOB_NOT_FOUND`, blame operator)
 * @throws HostStateError (`HOST_STATE`, blame lab) - a host does not exist, is off, or is in use.
 */
export async function runStepByHand(db: Db, options: StepByHandOptions): Promise<StepByHandOutcome> {
  const { config, sinks, signal } = options;
  const harness = readHarnessRevision(); // in parallel
  const { recipe, source, module } = await findRecipe(db, options.of);
  const planned = await findStep(recipe, options);
  const runvars = { ...module, ...options.hosts, ...options.runvars };
  const key = await openByHandJob(db, source, runvars);
  await using opened = await openJobRun(db, recipe, { ...key, config, sinks, signal, harness: await harness });
  const { run } = opened;
  for (const [name, value] of Object.entries(runvars)) {
    if (run.environment.runvars.get(name) !== value) await run.environment.runvars.set(name, value);
  }
  await openExistingHosts(run, planned.hosts, options.hosts ?? {});
  await run.recorder.setStatus('running');
  const actions = createJobActions(run);
  const statuses: FinalStepStatus[] = [];
  for (let time = 0; time < (options.times ?? 1) && !signal.aborted; time++) {
    const [status = 'broken'] = await actions.runSteps([planned]);
    statuses.push(status);
    if (status === 'broken') break;
  }
  await stashConsoleLogs(run);
  const reason = run.failures[0] ?? null;
  const status = (await run.recorder.finish(worst(statuses), reason)) as FinalJobStatus;
  const failed = statuses.filter((each) => each !== 'pass').length;
  return { flight: key.flight, job: key.job, statuses, status, reason, rate: failureRate(failed, statuses.length) };
}

async function findRecipe(
  db: Db,
  of: StepByHandOptions['of'],
): Promise<{
  readonly recipe: Recipe;
  readonly source: ByHandSource;
  readonly module: Readonly<Record<string, string>>;
}> {
  if ('recipe' in of) {
    const recipe = await loadRecipe(of.recipe);
    const module = isPath(of.recipe) ? { [RECIPE_MODULE]: resolve(of.recipe) } : {};
    return { recipe, source: { recipe: recipe.name }, module };
  }
  const row = await readJob(db, of);
  if (row === null) throw new JobNotFoundError(of.flight, of.job);
  return { recipe: await loadJobRecipe(db, { ...of, recipe: row.recipe }), source: of, module: {} };
}

/** Returns the most severe status. */
function worst(statuses: readonly FinalStepStatus[]): FinalJobStatus {
  const order: readonly FinalJobStatus[] = ['aborted', 'broken', 'blocked', 'starved', 'fail'];
  return (
    order.find((status) => statuses.some((each) => each === status)) ?? (statuses.length === 0 ? 'aborted' : 'pass')
  );
}
