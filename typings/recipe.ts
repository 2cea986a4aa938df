import type { FinalStepStatus } from './status.ts';
import type { TestModule, TestNeeds } from './test.ts';

/** A test in its place in a recipe. */
export interface RecipeStep<
  Needs extends TestNeeds = TestNeeds,
  Provides extends TestNeeds = TestNeeds,
  GuestName extends string = string,
> {
  readonly test: Pick<
    TestModule<Needs, Provides>,
    'name' | 'summary' | 'needs' | 'provides' | 'timeoutMs' | 'version' | 'reads'
  > & {
    /** null: not written yet; a job that needs it ends `blocked`. */
    readonly run: ((context: never) => Promise<void>) | null;
  };
  /** Name of the original's script, recorded in steps.step. */
  readonly script: string;
  /** Idents of the hosts that it is about; for a line of each host: empty, the sequence puts the ident in. */
  readonly hosts: readonly string[];
  readonly guest: GuestName;
  /** Arguments of the test. */
  readonly args: readonly string[];
  /** The original's arguments, as its records and `job-states` show them. */
  readonly words: readonly string[];
  /** Those that count for the testid. */
  readonly countedWords: readonly string[];
  /** See buildTestid. */
  readonly testid: string;
  /** Status when it fails with blame `test`. */
  readonly iffail: FinalStepStatus;
  /** Its failure is recorded and does no harm: a support check. */
  readonly harmless: boolean;
  /** Runs even when something has failed before: log capture. */
  readonly always: boolean;
  /** Left out unless the harmless step with this testid passed. */
  readonly onlyIf: string | null;
  /** One of the recipe's own steps that is a line of each host: run for all hosts (those opened last) side by side. */
  readonly eachHost: boolean;
  /** When it has passed, these are hosts of the job as well: a guest that is made a host of its own. */
  readonly opens: HostGroup | null;
  /** The steps that it runs again and again instead of a test of its own. */
  readonly repeat: { readonly times: number; readonly steps: readonly RecipeStep[] } | null;
}

/** Hosts of a job that are finished together, after those that are inside them. */
export interface HostGroup {
  /** Their idents. */
  readonly hosts: readonly string[];
  /** Run for every host at the end; of a build only after a failure, for a host that built is kept as it is. */
  readonly eachHostFinally: readonly RecipeStep[];
}

/** How one job is run. */
export interface Recipe extends HostGroup {
  readonly name: string;
  readonly summary: string;
  /** `build`: hosts are prepared before the job counts as running, and kept for the next build for a while. */
  readonly kind: 'test' | 'build';
  /** Whether a job may be run again, without anybody asking for it, when its harness was killed or the lab broke it. */
  readonly rerunnable: boolean;
  /** Idents of the hosts that it needs; they are booked together. */
  readonly hosts: readonly string[];
  /** Run for every host, line by line, before the recipe's own steps. */
  readonly eachHost: readonly RecipeStep[];
  readonly steps: readonly RecipeStep[];
}
