import type { HostGroup, RecipeStep } from '../../../typings/recipe.ts';
import type { FinalStepStatus } from '../../../typings/status.ts';
import type { TestModule, TestNeeds } from '../../../typings/test.ts';

export interface StepOptions<GuestName extends string> {
  /** Ident of the host; default: `host`, and in a line of each host the host at hand. */
  readonly host?: string;
  /** Several hosts, such as source and destination of a migration; instead of `host`. */
  readonly hosts?: readonly string[];
  /** Name of the guest; default `debian`. */
  readonly guest?: GuestName;
  readonly args?: readonly string[];
  /** See buildTestid; default `=`, the test's name with idents other than `host` and the arguments. */
  readonly testid?: string;
  /** Status when the test fails; default `fail`. */
  readonly iffail?: FinalStepStatus;
  readonly harmless?: boolean;
  readonly always?: boolean;
  readonly onlyIf?: string;
  /** Hosts that the job has as well when it has passed. */
  readonly opens?: HostGroup;
  /** The original's script, where its name is not `ts-` and the test's. */
  readonly script?: string;
  /** The original's arguments, where they are not: arguments, idents, guest. */
  readonly words?: readonly string[];
}

/** What a test that is not written yet would be; a recipe that has it is blocked. */
export type PlannedTest<Needs extends TestNeeds, Provides extends TestNeeds> = Omit<
  TestModule<Needs, Provides>,
  'run'
> & {
  readonly run: null;
};

interface PlannedTestStates<Needs extends TestNeeds, Provides extends TestNeeds> {
  readonly needs?: Needs;
  readonly provides?: Provides;
}

/** A step that nobody has written yet: recipes can name it, a job that needs it ends `blocked`. */
export function plannedTest<const Needs extends TestNeeds = object, const Provides extends TestNeeds = object>(
  name: string,
  summary: string,
  { needs, provides }: PlannedTestStates<Needs, Provides> = {},
): PlannedTest<Needs, Provides> {
  const states = { needs: needs ?? ({} as Needs), provides: provides ?? ({} as Provides) };
  return { name, summary, ...states, timeoutMs: 0, version: 0, reads: [], run: null };
}

/** Puts a test in its place in a recipe. */
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
 * Makes lines of each host of steps that stand among a recipe's own: each runs for every host, those that the job
 * opened last, side by side.
 */
export function forEachHost<const Steps extends readonly RecipeStep[]>(steps: Steps): Steps {
  return steps.map((line) => ({ ...line, eachHost: true })) as readonly RecipeStep[] as Steps;
}

/** Runs steps again and again as one step, which fails at the first that fails. */
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
