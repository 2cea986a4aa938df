import type { Recipe, RecipeStep } from '../../../typings/recipe.ts';
import type { GuestState, HostState } from '../../../typings/test.ts';
import { checkRecipe } from './check-recipe.ts';

/** The states that each state of a host includes. */
interface HostIncludes {
  readonly bare: 'bare';
  readonly debian: 'bare' | 'debian';
  readonly 'xen-installed': 'bare' | 'debian' | 'xen-installed';
  readonly xen: HostState;
}
interface GuestIncludes {
  readonly absent: 'absent';
  readonly installed: 'installed';
  readonly running: 'installed' | 'running';
}

/** State of the host and of the guests at a point of a recipe. */
interface State {
  readonly host: HostState;
  readonly guests: Readonly<Record<string, GuestState>>;
}

type GuestAt<S extends State, Name extends string> = Name extends keyof S['guests'] ? S['guests'][Name] : 'absent';

/** Text that names what a step needs and does not have; `never` if it has everything. */
type Missing<S extends State, Step extends RecipeStep> =
  | (Step['test']['needs'] extends { host: infer Need extends HostState }
      ? Need extends HostIncludes[S['host']]
        ? never
        : `${Need} host (it is ${S['host']})`
      : never)
  | (Step['test']['needs'] extends { guest: infer Need extends GuestState }
      ? Need extends GuestIncludes[GuestAt<S, Step['guest']>]
        ? never
        : `${Need} guest ${Step['guest']} (it is ${GuestAt<S, Step['guest']>})`
      : never);

interface After<S extends State, Step extends RecipeStep> {
  readonly host: Step['test']['provides'] extends { host: infer Given extends HostState } ? Given : S['host'];
  readonly guests: Step['test']['provides'] extends { guest: infer Given extends GuestState }
    ? Omit<S['guests'], Step['guest']> & Readonly<Record<Step['guest'], Given>>
    : S['guests'];
}

type AfterAll<S extends State, Steps> = Steps extends readonly [infer Step extends RecipeStep, ...infer Rest]
  ? AfterAll<After<S, Step>, Rest>
  : S;

/** The steps, with a text in place of each step that cannot run. */
type Checked<S extends State, Steps> = Steps extends readonly [infer Step extends RecipeStep, ...infer Rest]
  ? readonly [
      [Missing<S, Step>] extends [never] ? Step : `needs a ${Missing<S, Step>}`,
      ...Checked<After<S, Step>, Rest>,
    ]
  : readonly [];

interface Bare {
  readonly host: 'bare';
  readonly guests: Readonly<Record<never, never>>;
}

export interface RecipeDefinition<Each extends readonly RecipeStep[], Steps extends readonly RecipeStep[]> {
  readonly name: string;
  readonly summary: string;
  readonly kind?: 'test' | 'build';
  /** Whether the job may run again. Default true: it starts with bare hosts, and changes nothing but them. */
  readonly rerunnable?: boolean;
  /** Default `['host']`. */
  readonly hosts?: readonly string[];
  readonly eachHost: Each & Checked<Bare, Each>;
  readonly steps: Steps & Checked<AfterAll<Bare, Each>, Steps>;
  readonly eachHostFinally?: readonly RecipeStep[];
}

/**
 * Defines the steps of a job. A recipe does not compile if a step needs what no earlier step provides.
 *
 * @throws RangeError - the name is invalid, a step runs on a host that the recipe does not have, two steps have the same
 * testid, or a step depends on a step that is not before it.
 */
export function defineRecipe<const Each extends readonly RecipeStep[], const Steps extends readonly RecipeStep[]>(
  definition: RecipeDefinition<Each, Steps>,
): Recipe {
  const recipe: Recipe = {
    name: definition.name,
    summary: definition.summary,
    kind: definition.kind ?? 'test',
    rerunnable: definition.rerunnable ?? true,
    hosts: definition.hosts ?? ['host'],
    eachHost: definition.eachHost,
    steps: definition.steps,
    eachHostFinally: definition.eachHostFinally ?? [],
  };
  checkRecipe(recipe);
  return Object.freeze(recipe);
}
