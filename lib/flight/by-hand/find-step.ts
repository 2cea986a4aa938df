import type { Recipe } from '../../../typings/recipe.ts';
import { ModuleError } from '../../errors/flight-errors.ts';
import { closest } from '../../util/closest.ts';
import { step } from '../define/define-step.ts';
import { loadTest } from '../load/load-test.ts';
import { planRecipe, planStep, testidWithoutNumber, type PlannedStep } from '../define/plan-step.ts';

export interface StepSelection {
  /** Testid, name of the test or of its script; the path of a test's module: a step that the recipe has not. */
  readonly test: string;
  /** Idents of hosts; empty: as the recipe has it. */
  readonly idents: readonly string[];
  /** Name of the guest and arguments, for a test that is not in the recipe. */
  readonly guest?: string | undefined;
  readonly args?: readonly string[] | undefined;
}

/**
 * Finds the step of a recipe that somebody means: by its testid, else by its test's or its script's name, the first of them.
 * What is no step of the recipe is looked for among the tests that come with osstest, or at the path that was given.
 *
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - there is none, or it is not written yet.
 */
export async function findStep(recipe: Recipe, selection: StepSelection): Promise<PlannedStep> {
  const { test, idents } = selection;
  const steps = planRecipe(recipe).filter(({ action }) => action === 'test');
  const isOnThem = ({ hosts }: PlannedStep): boolean => idents.length === 0 || idents.join() === hosts.join();
  const found =
    steps.find((each) => testidWithoutNumber(each).replace(/\(0\)$/, '') === test && isOnThem(each)) ??
    steps.find((each) => [each.step?.test.name, each.script].includes(test) && isOnThem(each));
  if (found?.step?.test.run === null) {
    throw new ModuleError(`test ${found.step.test.name}: is not written yet (recipe ${recipe.name} plans it)`);
  }
  if (found !== undefined) return byHand(found);
  const known = steps.flatMap((each) => each.step?.test.name ?? []);
  const module = await loadTest(test, (names) => closest(test, [...known, ...names]));
  const { guest, args = [] } = selection;
  return byHand(planStep(step(module, { hosts: idents, args, ...(guest === undefined ? {} : { guest }) })));
}

/** With its number in the testid, for it may run again and again in one job. */
const byHand = (planned: PlannedStep): PlannedStep => ({
  ...planned,
  testid: /^\*|\(\*\)$/.test(planned.testid) ? planned.testid : `${planned.testid}(*)`,
});
