import type { HostGroup, Recipe, RecipeStep } from '../../../typings/recipe.ts';
import type { FinalStepStatus } from '../../../typings/status.ts';
import { buildTestid } from './testid.ts';

/** A step with its hosts, as it is recorded and run. */
export interface PlannedStep {
  /** One of the two steps that every job starts with, or a test. */
  readonly action: 'build-check' | 'hosts-allocate' | 'test';
  /** null: the step is not a test. */
  readonly step: RecipeStep | null;
  readonly script: string;
  readonly hosts: readonly string[];
  readonly words: readonly string[];
  readonly countedWords: readonly string[];
  /** Pattern of the testid; see buildTestid. */
  readonly testid: string;
  readonly iffail: FinalStepStatus;
}

/** The step that checks the outputs of the build jobs. */
export const planBuildCheck: PlannedStep = {
  action: 'build-check',
  step: null,
  script: 'ts-build-check',
  hosts: [],
  words: [],
  countedWords: [],
  testid: 'build-check(*)',
  iffail: 'blocked',
};

/** Returns the step that books the hosts of the job. */
export const planHostsAllocate = (idents: readonly string[]): PlannedStep => ({
  ...planBuildCheck,
  action: 'hosts-allocate',
  script: 'ts-hosts-allocate',
  words: idents,
  testid: 'hosts-allocate',
  iffail: 'broken',
});

/** Returns the plan of a step on the hosts that it names. */
export function planStep(step: RecipeStep): PlannedStep {
  const { script, words, countedWords, testid, iffail } = step;
  const hosts = step.hosts.length > 0 ? step.hosts : ['host'];
  return { action: 'test', step, script, hosts, words, countedWords, testid, iffail };
}

/** Returns the plan of a step that runs on each host, for one of the hosts. */
export function planOn(step: RecipeStep, ident: string): PlannedStep {
  const words = [...step.args, ident];
  return { ...planStep(step), hosts: [ident], words, countedWords: ident === 'host' ? step.args : words };
}

/** Returns the steps of a job of the recipe in order, if all of them pass. */
export function planRecipe(recipe: Recipe): readonly PlannedStep[] {
  const groups: HostGroup[] = [recipe];
  const own = recipe.steps.flatMap((step) => {
    const planned = step.eachHost ? (groups[0]?.hosts ?? []).map((ident) => planOn(step, ident)) : [planStep(step)];
    if (step.opens !== null) groups.unshift(step.opens);
    return planned;
  });
  const onEach = (step: RecipeStep, hosts: readonly string[]): readonly PlannedStep[] =>
    hosts.map((ident) => planOn(step, ident));
  const start = [planBuildCheck, planHostsAllocate(recipe.hosts)];
  if (recipe.kind === 'build') return [...start, ...recipe.eachHost.map(planStep), ...own];
  return [
    ...start,
    ...recipe.eachHost.flatMap((step) => onEach(step, recipe.hosts)),
    ...own,
    ...groups.flatMap(({ hosts, eachHostFinally }) => eachHostFinally.flatMap((step) => onEach(step, hosts))),
  ];
}

/** Returns the testid of a step with its number, counted from 1. */
export const testidOf = (planned: PlannedStep, stepno: number): string =>
  buildTestid(planned.testid, { script: planned.script, words: planned.countedWords, stepno });

/** Returns the testid that {@link RecipeStep.onlyIf} uses for a step: with 0 as its number. */
export const testidWithoutNumber = (planned: PlannedStep): string => testidOf(planned, 0);
