import type { FinalStepStatus } from './status.ts';
import type { TestModule, TestNeeds } from './test.ts';

/** A test at its place in a recipe. */
export interface RecipeStep<
  Needs extends TestNeeds = TestNeeds,
  Provides extends TestNeeds = TestNeeds,
  GuestName extends string = string,
> {
  readonly test: Pick<
    TestModule<Needs, Provides>,
    'name' | 'summary' | 'needs' | 'provides' | 'timeoutMs' | 'version' | 'reads'
  > & {
    /** Runs the test; null: it is not written yet, and a job that needs it ends `blocked`. */
    readonly run: ((context: never) => Promise<void>) | null;
  };
  /** Name of the original's script. Recorded in steps.step. */
  readonly script: string;
  /** Idents of the hosts of the step. Empty in a step for each host: the sequence inserts the ident. */
  readonly hosts: readonly string[];
  /** Name of the guest of the step. */
  readonly guest: GuestName;
  /** Arguments of the test. */
  readonly args: readonly string[];
  /** The original's arguments, as its records and `job-states` show them. */
  readonly words: readonly string[];
  /** The words that are part of the testid. */
  readonly countedWords: readonly string[];
  /** Testid of the step; see buildTestid. */
  readonly testid: string;
  /** Status of the step when it fails with blame `test`. */
  readonly iffail: FinalStepStatus;
  /** Its failure is recorded and does not fail the job: a support check. */
  readonly harmless: boolean;
  /** Runs even after a failure: log capture. */
  readonly always: boolean;
  /** Omitted unless the harmless step with this testid passed. */
  readonly onlyIf: string | null;
  /** One of the recipe's own steps that runs for each host: for all hosts (those opened last) in parallel. */
  readonly eachHost: boolean;
  /** Hosts that the job also has once this step has passed: a guest that becomes a host. */
  readonly opens: HostGroup | null;
  /** The steps that it repeats instead of a test of its own. */
  readonly repeat: { readonly times: number; readonly steps: readonly RecipeStep[] } | null;
}

/** Hosts of a job that are finished together, after the hosts inside them. */
export interface HostGroup {
  /** Idents of the hosts. */
  readonly hosts: readonly string[];
  /** Steps that run for every host at the end. A build runs them only after a failure, because its host is retained unchanged. */
  readonly eachHostFinally: readonly RecipeStep[];
}

/** The hosts and steps of one kind of job. */
export interface Recipe extends HostGroup {
  /** Name of the recipe, such as `test-debian`. */
  readonly name: string;
  /** What the recipe tests, in one line. */
  readonly summary: string;
  /** `build`: the hosts are prepared before the job counts as running, and are retained for the next build for a while. */
  readonly kind: 'test' | 'build';
  /** Whether the runner may run a job again automatically when its harness was killed or the lab broke it. */
  readonly rerunnable: boolean;
  /** Idents of the hosts that a job needs. They are booked together. */
  readonly hosts: readonly string[];
  /** Steps that run for every host, one step after the other, before the recipe's own steps. */
  readonly eachHost: readonly RecipeStep[];
  /** The recipe's own steps, in order. */
  readonly steps: readonly RecipeStep[];
}
