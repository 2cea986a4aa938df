import type { HostGroup, Recipe, RecipeStep } from '../../../typings/recipe.ts';
import type { FinalJobStatus, FinalStepStatus, JobStatus } from '../../../typings/status.ts';
import {
  planBuildCheck,
  planHostsAllocate,
  planOn,
  planStep,
  testidWithoutNumber,
  type PlannedStep,
} from '../define/plan-step.ts';

/** The effects of a job sequence. They do not throw. */
export interface JobActions {
  /** Records the status, unless the job is `aborted` or `broken` already. */
  setStatus(status: JobStatus): Promise<void>;
  /** Records the steps in this order, and runs them in parallel. Returns their statuses in the same order. */
  runSteps(steps: readonly PlannedStep[]): Promise<readonly FinalStepStatus[]>;
  /**
   * Called before the each-host step at `index`. Returns true if the hosts are already in the state after that step (reuse of
   * installed hosts): the step is then recorded as skipped.
   */
  skipLine(index: number): Promise<boolean>;
  /** Records steps as skipped. Default reason: the hosts are already in this state. */
  recordSkipped(steps: readonly PlannedStep[], reason?: string): Promise<void>;
  /** Called after the each-host step at `index` passed on every host. */
  lineDone(index: number): Promise<void>;
  /** Reuses the output of an equal build. Returns the reason for not building; null: the job must build. */
  reuseBuild(): Promise<string | null>;
  /**
   * Returns why no further step runs: `aborted` after a stop by the operator, `broken` if this process has lost the job; null:
   * the job continues.
   */
  stopped(): 'aborted' | 'broken' | null;
}

/** Progress of a job. */
interface Course {
  readonly recipe: Recipe;
  readonly actions: JobActions;
  /** Testids of the passed `steps` of the recipe. */
  readonly passed: Set<string>;
  /** Groups of hosts of the job, the most recently opened first. */
  readonly opened: HostGroup[];
  /** null: no step has failed. */
  status: FinalJobStatus | null;
}

/**
 * Runs a recipe by the rules of the original of 2015 (`job-states`). Returns the final status of the job.
 *
 * The first failure decides the status of the job. Log capture runs after a failure too, and makes the job `broken` if it
 * fails. A status of `broken` or `aborted` does not change any more. After a stop no step runs.
 */
export async function runJobSequence(recipe: Recipe, actions: JobActions): Promise<FinalJobStatus> {
  const course: Course = { recipe, actions, passed: new Set(), opened: [recipe], status: null };
  await actions.setStatus('preparing');
  if (!(await runLine(course, [planBuildCheck]))) return finalStatus(course);
  if (recipe.kind === 'build' && (await isReused(course))) return finalStatus(course);
  const booked = await runLine(course, [planHostsAllocate(recipe.hosts)]);
  if (recipe.kind === 'build') await runBuild(course);
  else if (booked) await runTest(course);
  if (isOk(course)) await settle(course, 'pass');
  return finalStatus(course);
}

/** Passes a build job without a host if an equal build exists; its steps are recorded as skipped. */
async function isReused(course: Course): Promise<boolean> {
  const { recipe, actions } = course;
  const reason = await actions.reuseBuild();
  if (reason === null) return false;
  const steps = [planHostsAllocate(recipe.hosts), ...[...recipe.eachHost, ...recipe.steps].map(planStep)];
  await actions.recordSkipped(steps, reason);
  await settle(course, 'pass');
  return true;
}

async function runBuild(course: Course): Promise<void> {
  const { recipe, actions } = course;
  for (const step of recipe.eachHost) if (isOk(course)) await runLine(course, [planStep(step)], 'broken');
  if (isOk(course)) await actions.setStatus('running');
  await runOwnSteps(course);
  if (isOk(course) || course.status === 'starved') return;
  // The status of the job is that of the failed build: a failed log capture changes only the status of its own step.
  for (const step of recipe.eachHostFinally) await runInParallel(course, [planStep(step)]);
}

async function runTest(course: Course): Promise<void> {
  await course.actions.setStatus('running');
  await prepareHosts(course);
  await runOwnSteps(course);
  for (const group of course.opened) await finishHosts(course, group);
}

async function prepareHosts(course: Course): Promise<void> {
  const { recipe, actions } = course;
  for (const [index, step] of recipe.eachHost.entries()) {
    if (!isOk(course)) return;
    const line = recipe.hosts.map((ident) => planOn(step, ident));
    if (await actions.skipLine(index)) await actions.recordSkipped(line);
    else if (await runLine(course, line)) await actions.lineDone(index);
  }
}

async function runOwnSteps(course: Course): Promise<void> {
  for (const step of course.recipe.steps) {
    if (!isOk(course)) return;
    if (step.onlyIf !== null && !course.passed.has(step.onlyIf)) continue;
    await runOwnStep(course, step);
  }
}

async function runOwnStep(course: Course, step: RecipeStep): Promise<void> {
  const hosts = course.opened[0]?.hosts ?? [];
  const line = step.eachHost ? hosts.map((ident) => planOn(step, ident)) : [planStep(step)];
  const statuses = await runInParallel(course, line);
  const failure = firstFailure(statuses);
  if (failure === undefined) {
    for (const planned of line) course.passed.add(testidWithoutNumber(planned));
    if (step.opens !== null && isOk(course)) course.opened.unshift(step.opens);
    return;
  }
  if (step.harmless && failure === 'fail') return;
  // The original sets the status twice: for the failed each-host step, and for the recipe.
  if (step.eachHost) await settle(course, failure);
  await settle(course, failure);
}

async function finishHosts(course: Course, group: HostGroup): Promise<void> {
  for (const step of group.eachHostFinally) {
    if (!isOk(course) && !step.always) continue;
    await runLine(
      course,
      group.hosts.map((ident) => planOn(step, ident)),
    );
  }
}

/** Runs steps in parallel; a failed step decides the status of the job. Returns whether no step of the job has failed. */
async function runLine(
  course: Course,
  line: readonly PlannedStep[],
  statusOnFailure?: FinalJobStatus,
): Promise<boolean> {
  const failure = firstFailure(await runInParallel(course, line));
  if (failure !== undefined) await settle(course, failure === 'aborted' ? failure : (statusOnFailure ?? failure));
  return isOk(course);
}

/** Runs steps in parallel, unless the job was stopped. */
async function runInParallel(course: Course, line: readonly PlannedStep[]): Promise<readonly FinalStepStatus[]> {
  if (course.status === 'aborted') return [];
  const stopped = course.actions.stopped();
  if (stopped === null) return course.actions.runSteps(line);
  await settle(course, stopped);
  return [];
}

/** Sets the status of the job to its first failure; `broken` and `aborted` replace another failure, and are final. */
async function settle(course: Course, status: FinalJobStatus): Promise<void> {
  const stays = isUnchangeable(course.status) || !(isOk(course) || status === course.status || isUnchangeable(status));
  if (stays) return;
  course.status = status;
  await course.actions.setStatus(status);
}

const isUnchangeable = (status: FinalJobStatus | null): boolean => status === 'broken' || status === 'aborted';
const isOk = (course: Course): boolean => course.status === null;
const finalStatus = (course: Course): FinalJobStatus => course.status ?? 'pass';

/** Returns the failure of steps that ran in parallel: `aborted`, else `broken`, else the first. */
function firstFailure(statuses: readonly FinalStepStatus[]): FinalJobStatus | undefined {
  const failures = statuses.filter((status) => status !== 'pass' && status !== 'skip');
  return (
    failures.find((status) => status === 'aborted') ?? failures.find((status) => status === 'broken') ?? failures[0]
  );
}
