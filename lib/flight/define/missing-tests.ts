import type { Recipe, RecipeStep } from '../../../typings/recipe.ts';

/** Returns the names of the planned tests in a recipe: a job whose recipe has one is blocked. */
export function missingTests(recipe: Recipe): readonly string[] {
  const all = [...recipe.eachHost, ...recipe.steps, ...recipe.eachHostFinally].flatMap(withInner);
  return [...new Set(all.filter((step) => step.test.run === null).map((step) => step.test.name))];
}

/** Returns the step, with the steps that it repeats in place of a repeated step. */
const withInner = (step: RecipeStep): readonly RecipeStep[] => [
  ...(step.repeat === null ? [step] : step.repeat.steps.flatMap(withInner)),
  ...(step.opens?.eachHostFinally ?? []).flatMap(withInner),
];
