import type { Recipe, RecipeStep } from '../../../typings/recipe.ts';

/** Names of the tests that a recipe has and nobody has written yet; a job that needs one is blocked. */
export function missingTests(recipe: Recipe): readonly string[] {
  const all = [...recipe.eachHost, ...recipe.steps, ...recipe.eachHostFinally].flatMap(withInner);
  return [...new Set(all.filter((step) => step.test.run === null).map((step) => step.test.name))];
}

/** A repeated step counts as the steps that it runs. */
const withInner = (step: RecipeStep): readonly RecipeStep[] => [
  ...(step.repeat === null ? [step] : step.repeat.steps.flatMap(withInner)),
  ...(step.opens?.eachHostFinally ?? []).flatMap(withInner),
];
