import type { Recipe } from '../../../typings/recipe.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import type { JobKey } from '../../record/job-key.ts';
import { readRunvars } from '../../record/flights/read-records.ts';
import { loadRecipe } from './load-recipe.ts';
import { RECIPE_MODULE } from './recipe-module.ts';

/**
 * Loads the recipe of a job in the database: one that osstest provides, or the module that runvar `recipe_module` names.
 *
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator)
 */
export async function loadJobRecipe(
  db: Queryable,
  { flight, job, recipe }: JobKey & { readonly recipe: string },
): Promise<Recipe> {
  const module = (await readRunvars(db, { flight, job })).find(({ name }) => name === RECIPE_MODULE);
  return loadRecipe(module?.value ?? recipe);
}
