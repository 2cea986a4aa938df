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

/** What the sequence needs from the world; none of these throws. */
export interface JobActions {
  /** Records the status, unless the job is `aborted` or `broken` already. */
  setStatus(status: JobStatus): Promise<void>;
  /** Records the steps in this order, runs them side by side; gives their statuses in the same order. */
  runSteps(steps: readonly PlannedStep[]): Promise<readonly FinalStepStatus[]>;
  /**
   * Told before the line of each host at `index`; true: the hosts are in the state behind the line already
   * (reuse of installed hosts), the line is to be recorded as skipped.
   */
  skipLine(index: number): Promise<boolean>;
  /** `reason`: default: that the hosts are in this state already. */
  recordSkipped(steps: readonly PlannedStep[], reason?: string): Promise<void>;
  /** Told after the line at `index` passed for every host. */
  lineDone(index: number): Promise<void>;
  /** Takes over what a build has made that was the same; why nothing is to be built; null: it is to be built. */
  reuseBuild(): Promise<string | null>;
  /** Why no more is to be run: `aborted` when the operator has asked to stop, `broken` when the job is not ours any more; null: go on. */
  stopped(): 'aborted' | 'broken' | null;
}

/** How far a job has come. */
interface Course {
  readonly recipe: Recipe;
  readonly actions: JobActions;
  /** Testids of the recipe's own steps that passed. */
  readonly passed: Set<string>;
  /** The hosts of the job, those inside others first. */
  readonly opened: HostGroup[];
  /** null: ok so far. */
  status: FinalJobStatus | null;
}

/**
 * Runs a recipe as the original of 2015 does (`job-states`), and gives the job's final status.
 *
 * What its order means, once: the first failure decides the job's status; log capture runs all the same, and makes
 * the job `broken` if it fails; a status of `broken` or `aborted` is never changed any more, and after a stop
 * nothing is run.
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

/** A build whose output is there already passes without a host; its steps are recorded as left out. */
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
  // The build's failure is what the job is about: a log capture that fails as well shows in its step alone.
  for (const step of recipe.eachHostFinally) await runSideBySide(course, [planStep(step)]);
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
  const statuses = await runSideBySide(course, line);
  const failure = firstFailure(statuses);
  if (failure === undefined) {
    for (const planned of line) course.passed.add(testidWithoutNumber(planned));
    if (step.opens !== null && isOk(course)) course.opened.unshift(step.opens);
    return;
  }
  if (step.harmless && failure === 'fail') return;
  // As the original does, which tells of a failed line of each host, and then of the recipe that it ended.
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

/** Runs steps side by side; one that does not pass decides the job's status. True: all passed. */
async function runLine(
  course: Course,
  line: readonly PlannedStep[],
  statusOnFailure?: FinalJobStatus,
): Promise<boolean> {
  const failure = firstFailure(await runSideBySide(course, line));
  if (failure !== undefined) await settle(course, failure === 'aborted' ? failure : (statusOnFailure ?? failure));
  return isOk(course);
}

/** Unless the operator has asked to stop. */
async function runSideBySide(course: Course, line: readonly PlannedStep[]): Promise<readonly FinalStepStatus[]> {
  if (course.status === 'aborted') return [];
  const stopped = course.actions.stopped();
  if (stopped === null) return course.actions.runSteps(line);
  await settle(course, stopped);
  return [];
}

/** Sets the job's status: what is first, except that a broken lab or a stop counts for more, and stays. */
async function settle(course: Course, status: FinalJobStatus): Promise<void> {
  const stays = isFinalForGood(course.status) || !(isOk(course) || status === course.status || isFinalForGood(status));
  if (stays) return;
  course.status = status;
  await course.actions.setStatus(status);
}

const isFinalForGood = (status: FinalJobStatus | null): boolean => status === 'broken' || status === 'aborted';
const isOk = (course: Course): boolean => course.status === null;
const finalStatus = (course: Course): FinalJobStatus => course.status ?? 'pass';

/** Of steps that ran side by side, a stop and a broken host weigh more than what was tested. */
function firstFailure(statuses: readonly FinalStepStatus[]): FinalJobStatus | undefined {
  const failures = statuses.filter((status) => status !== 'pass' && status !== 'skip');
  return (
    failures.find((status) => status === 'aborted') ?? failures.find((status) => status === 'broken') ?? failures[0]
  );
}
