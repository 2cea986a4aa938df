import type { Recipe } from '../../../typings/recipe.ts';
import { ModuleError } from '../../errors/flight-errors.ts';
import { closest } from '../../util/closest.ts';
import { step } from '../define/define-step.ts';
import { loadTest } from '../load/load-test.ts';
import { planRecipe, planStep, testidWithoutNumber, type PlannedStep } from '../define/plan-step.ts';

export interface StepSelection {
  /** Testid, name of the test, or name of its script; or the path of the module of a test that is not in the recipe. */
  readonly test: string;
  /** Idents of hosts; empty: those of the recipe. */
  readonly idents: readonly string[];
  /** Name of the guest and arguments, for a test that is not in the recipe. */
  readonly guest?: string | undefined;
  readonly args?: readonly string[] | undefined;
}

/**
 * Finds a step of a recipe by its testid, else the first step with that test or script. If the recipe has none, finds the test
 * among those that osstest provides, or at the given path.
 *
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - no such step or test exists, or the test is not written yet.
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

/** Adds the number of the step to its testid, since one job can run it several times. */
const byHand = (planned: PlannedStep): PlannedStep => ({
  ...planned,
  testid: /^\*|\(\*\)$/.test(planned.testid) ? planned.testid : `${planned.testid}(*)`,
});
