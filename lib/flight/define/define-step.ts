import type { HostGroup, RecipeStep } from '../../../typings/recipe.ts';
import type { FinalStepStatus } from '../../../typings/status.ts';
import type { TestModule, TestNeeds } from '../../../typings/test.ts';

export interface StepOptions<GuestName extends string> {
  /** Ident of the host. Default `host`; for a step that runs on each host, that host. */
  readonly host?: string;
  /** Several hosts, such as the source and the destination of a migration; instead of `host`. */
  readonly hosts?: readonly string[];
  /** Name of the guest; default `debian`. */
  readonly guest?: GuestName;
  readonly args?: readonly string[];
  /** See buildTestid. Default `=`: the name of the test, the idents other than `host`, and the arguments. */
  readonly testid?: string;
  /** Status when the test fails; default `fail`. */
  readonly iffail?: FinalStepStatus;
  readonly harmless?: boolean;
  readonly always?: boolean;
  readonly onlyIf?: string;
  /** Hosts that the job has in addition after this step has passed. */
  readonly opens?: HostGroup;
  /** Script of the original; default `ts-` and the name of the test. */
  readonly script?: string;
  /** Arguments of the original; default `args`, the idents and the guest. */
  readonly words?: readonly string[];
}

/** A planned test: it is not written yet. A job whose recipe contains one is blocked. */
export type PlannedTest<Needs extends TestNeeds, Provides extends TestNeeds> = Omit<
  TestModule<Needs, Provides>,
  'run'
> & {
  readonly run: null;
};

export interface PlannedTestStates<Needs extends TestNeeds, Provides extends TestNeeds> {
  readonly needs?: Needs;
  readonly provides?: Provides;
}

/** Returns a planned test, which is not written yet. Recipes can contain it; a job whose recipe does ends `blocked`. */
export function plannedTest<const Needs extends TestNeeds = object, const Provides extends TestNeeds = object>(
  name: string,
  summary: string,
  { needs, provides }: PlannedTestStates<Needs, Provides> = {},
): PlannedTest<Needs, Provides> {
  const states = { needs: needs ?? ({} as Needs), provides: provides ?? ({} as Provides) };
  return { name, summary, ...states, timeoutMs: 0, version: 0, reads: [], run: null };
}

/** Returns a step of a recipe that runs a test. */
export function step<Needs extends TestNeeds, Provides extends TestNeeds, const GuestName extends string = 'debian'>(
  test: TestModule<Needs, Provides> | PlannedTest<Needs, Provides>,
  options: StepOptions<GuestName> = {},
): RecipeStep<Needs, Provides, NoInfer<GuestName>> {
  const hosts = options.hosts ?? (options.host === undefined ? [] : [options.host]);
  const args = options.args ?? [];
  return {
    test,
    script: options.script ?? `ts-${test.name}`,
    hosts,
    guest: options.guest ?? ('debian' as GuestName),
    args,
    words: options.words ?? [...args, ...hosts, ...(options.guest === undefined ? [] : [options.guest])],
    countedWords: [...args, ...hosts.filter((ident) => ident !== 'host')],
    testid: options.testid ?? '=',
    iffail: options.iffail ?? 'fail',
    harmless: options.harmless ?? false,
    always: options.always ?? false,
    onlyIf: options.onlyIf ?? null,
    eachHost: false,
    opens: options.opens ?? null,
    repeat: null,
  };
}

/**
 * Returns the steps changed so that each runs on every host in parallel. The hosts are those that the job opened last. For
 * use among the `steps` of a recipe.
 */
export function forEachHost<const Steps extends readonly RecipeStep[]>(steps: Steps): Steps {
  return steps.map((each) => ({ ...each, eachHost: true })) as readonly RecipeStep[] as Steps;
}

/** Returns one step that runs the given steps several times, and fails at the first failure. */
export function repeatSteps<const GuestName extends string>(
  times: number,
  steps: readonly RecipeStep<TestNeeds, TestNeeds, GuestName>[],
  options: { readonly testid: string },
): RecipeStep<TestNeeds, object, GuestName> {
  const [first] = steps;
  if (first === undefined) throw new RangeError('repeatSteps: want at least one step');
  return {
    ...first,
    test: {
      name: 'repeat-test',
      summary: `${times} times: ${steps.map((inner) => inner.test.summary).join(' ')}`,
      needs: first.test.needs,
      provides: {},
      timeoutMs: times * steps.reduce((sum, inner) => sum + inner.test.timeoutMs, 0),
      version: 1,
      reads: [],
      run: steps.some((inner) => inner.test.run === null) ? null : () => Promise.resolve(),
    },
    script: 'ts-repeat-test',
    args: [],
    words: [
      String(times),
      ...steps.flatMap((inner, index) => [...(index === 0 ? [] : [';']), inner.script, ...inner.words]),
    ],
    countedWords: [],
    testid: options.testid,
    repeat: { times, steps },
  };
}
