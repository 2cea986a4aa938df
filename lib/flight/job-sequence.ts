import type { Recipe, RecipeStep } from '../../typings/recipe.ts';
import type { FinalJobStatus, FinalStepStatus, JobStatus } from '../../typings/status.ts';

/** A step with its boxes known: what is recorded and run next. */
export interface PlannedStep {
  /** What it does: the two that every job begins with, or a test. */
  readonly action: 'build-check' | 'hosts-allocate' | 'test';
  /** null: not a test. */
  readonly step: RecipeStep | null;
  readonly script: string;
  readonly hosts: readonly string[];
  readonly words: readonly string[];
  readonly countedWords: readonly string[];
  readonly testid: string;
  readonly iffail: FinalStepStatus;
}

/** What the sequence needs from the world; none of these throws. */
export interface JobActions {
  /** Records the status, unless the job is `aborted` or `broken` already. */
  setStatus(status: JobStatus): Promise<void>;
  /** Records the steps in this order, runs them side by side; gives their statuses in the same order. */
  runSteps(steps: readonly PlannedStep[]): Promise<readonly FinalStepStatus[]>;
  /**
   * Told before the line of each host at `index`; true: the boxes are in the state behind the line already
   * (reuse of installed boxes), the line is to be recorded as skipped.
   */
  skipLine(index: number): Promise<boolean>;
  recordSkipped(steps: readonly PlannedStep[]): Promise<void>;
  /** Told after the line at `index` passed for every box. */
  lineDone(index: number): Promise<void>;
  /** Whether the operator has asked to stop. */
  stopRequested(): boolean;
}

/**
 * Runs a recipe as the original of 2015 does (`job-states`), and gives the job's final status.
 *
 * What its order means, once: the first failure decides the job's status; log capture runs all the same;
 * a status of `broken` or `aborted` is never changed any more.
 */
export async function runJobSequence(recipe: Recipe, actions: JobActions): Promise<FinalJobStatus> {
  const sequence = new JobSequence(recipe, actions);
  return sequence.run();
}

class JobSequence {
  readonly #recipe: Recipe;
  readonly #actions: JobActions;
  readonly #passed = new Set<string>();
  #status: FinalJobStatus | null = null;

  constructor(recipe: Recipe, actions: JobActions) {
    this.#recipe = recipe;
    this.#actions = actions;
  }

  async run(): Promise<FinalJobStatus> {
    await this.#actions.setStatus('preparing');
    await this.#runLine([builtIn('build-check', [], 'build-check(*)', 'blocked')]);
    if (this.#status !== null) return this.#status;
    await this.#runLine([builtIn('hosts-allocate', this.#recipe.hosts, 'hosts-allocate', 'broken')]);
    if (this.#recipe.kind === 'build') await this.#runBuild();
    else if (this.#status === null) await this.#runTest();
    if (this.#status === null) await this.#settle('pass');
    return this.#status ?? 'pass';
  }

  async #runBuild(): Promise<void> {
    for (const step of this.#recipe.eachHost) {
      if (this.#status !== null) break;
      await this.#runLine([plan(step)], 'broken');
    }
    if (this.#status === null) await this.#actions.setStatus('running');
    await this.#runOwnSteps();
    if (this.#status === null) return;
    for (const step of this.#recipe.eachHostFinally) await this.#runLine([plan(step)]);
  }

  async #runTest(): Promise<void> {
    await this.#actions.setStatus('running');
    for (const [index, step] of this.#recipe.eachHost.entries()) {
      if (this.#status !== null) break;
      const line = this.#forEachHost(step);
      if (await this.#actions.skipLine(index)) await this.#actions.recordSkipped(line);
      else if (await this.#runLine(line)) await this.#actions.lineDone(index);
    }
    await this.#runOwnSteps();
    for (const step of this.#recipe.eachHostFinally) {
      if (this.#status === null || (step.always && this.#status !== 'aborted'))
        await this.#runLine(this.#forEachHost(step));
    }
  }

  async #runOwnSteps(): Promise<void> {
    for (const step of this.#recipe.steps) {
      if (this.#status !== null) return;
      if (step.onlyIf !== null && !this.#passed.has(step.onlyIf)) continue;
      const [status] = await this.#run([plan(step)]);
      if (status === 'pass') this.#passed.add(step.test.name);
      else if (!step.harmless && status !== undefined) await this.#settle(statusAfter(status));
    }
  }

  #forEachHost(step: RecipeStep): PlannedStep[] {
    return this.#recipe.hosts.map((ident) => plan(step, ident));
  }

  /** Runs steps side by side; the first that does not pass decides. True: all passed. */
  async #runLine(steps: readonly PlannedStep[], statusOnFailure?: FinalJobStatus): Promise<boolean> {
    const statuses = await this.#run(steps);
    const failure = statuses.find((status) => status === 'broken') ?? statuses.find((status) => !isGood(status));
    if (failure === undefined) return true;
    await this.#settle(failure === 'aborted' ? 'aborted' : (statusOnFailure ?? statusAfter(failure)));
    return false;
  }

  async #run(steps: readonly PlannedStep[]): Promise<readonly FinalStepStatus[]> {
    if (this.#actions.stopRequested()) {
      await this.#settle('aborted');
      return [];
    }
    return this.#actions.runSteps(steps);
  }

  async #settle(status: FinalJobStatus): Promise<void> {
    if (this.#status === 'broken' || this.#status === 'aborted') return;
    this.#status = status;
    await this.#actions.setStatus(status);
  }
}

const isGood = (status: FinalStepStatus): boolean => status === 'pass' || status === 'skip';
const statusAfter = (status: FinalStepStatus): FinalJobStatus => (status === 'skip' ? 'pass' : status);

function builtIn(
  action: 'build-check' | 'hosts-allocate',
  words: readonly string[],
  testid: string,
  iffail: FinalStepStatus,
): PlannedStep {
  return { action, step: null, script: `ts-${action}`, hosts: [], words, countedWords: [], testid, iffail };
}

/** A step as it stands, or for the one box of a line of each host. */
function plan(step: RecipeStep, ident?: string): PlannedStep {
  const { script, testid, iffail } = step;
  if (ident === undefined) {
    const hosts = step.hosts.length > 0 ? step.hosts : ['host'];
    return { action: 'test', step, script, hosts, words: step.words, countedWords: step.countedWords, testid, iffail };
  }
  const counted = ident === 'host' ? step.args : [...step.args, ident];
  return {
    action: 'test',
    step,
    script,
    hosts: [ident],
    words: [...step.args, ident],
    countedWords: counted,
    testid,
    iffail,
  };
}
