import type { HostGroup, Recipe, RecipeStep } from '../../../typings/recipe.ts';
import type { FinalStepStatus } from '../../../typings/status.ts';
import { buildTestid } from './testid.ts';

/** A step with its hosts known: what is recorded and run next. */
export interface PlannedStep {
  /** What it does: the two that every job begins with, or a test. */
  readonly action: 'build-check' | 'hosts-allocate' | 'test';
  /** null: not a test. */
  readonly step: RecipeStep | null;
  readonly script: string;
  readonly hosts: readonly string[];
  readonly words: readonly string[];
  readonly countedWords: readonly string[];
  /** The pattern; see buildTestid. */
  readonly testid: string;
  readonly iffail: FinalStepStatus;
}

/** Whether what other jobs should have made is there. */
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

/** The hosts of the job are booked. */
export const planHostsAllocate = (idents: readonly string[]): PlannedStep => ({
  ...planBuildCheck,
  action: 'hosts-allocate',
  script: 'ts-hosts-allocate',
  words: idents,
  testid: 'hosts-allocate',
  iffail: 'broken',
});

/** A step as it stands. */
export function planStep(step: RecipeStep): PlannedStep {
  const { script, words, countedWords, testid, iffail } = step;
  const hosts = step.hosts.length > 0 ? step.hosts : ['host'];
  return { action: 'test', step, script, hosts, words, countedWords, testid, iffail };
}

/** A step for the one host of a line of each host. */
export function planOn(step: RecipeStep, ident: string): PlannedStep {
  const words = [...step.args, ident];
  return { ...planStep(step), hosts: [ident], words, countedWords: ident === 'host' ? step.args : words };
}

/** The steps that a job of the recipe has when all of them pass, in their order. */
export function planRecipe(recipe: Recipe): readonly PlannedStep[] {
  const groups: HostGroup[] = [recipe];
  const own = recipe.steps.flatMap((step) => {
    const line = step.eachHost ? (groups[0]?.hosts ?? []).map((ident) => planOn(step, ident)) : [planStep(step)];
    if (step.opens !== null) groups.unshift(step.opens);
    return line;
  });
  const line = (step: RecipeStep, hosts: readonly string[]): readonly PlannedStep[] =>
    hosts.map((ident) => planOn(step, ident));
  const start = [planBuildCheck, planHostsAllocate(recipe.hosts)];
  if (recipe.kind === 'build') return [...start, ...recipe.eachHost.map(planStep), ...own];
  return [
    ...start,
    ...recipe.eachHost.flatMap((step) => line(step, recipe.hosts)),
    ...own,
    ...groups.flatMap(({ hosts, eachHostFinally }) => eachHostFinally.flatMap((step) => line(step, hosts))),
  ];
}

/** The testid of a step in its place, counted from 1. */
export const testidOf = (planned: PlannedStep, stepno: number): string =>
  buildTestid(planned.testid, { script: planned.script, words: planned.countedWords, stepno });

/** What {@link RecipeStep.onlyIf} calls a step: its testid, with 0 for a number. */
export const testidWithoutNumber = (planned: PlannedStep): string => testidOf(planned, 0);
