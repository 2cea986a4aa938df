import type { Recipe } from '../../../typings/recipe.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import type { JobKey } from '../../record/job-key.ts';
import { readRunvars } from '../../record/flights/read-records.ts';
import { loadRecipe } from './load-module.ts';
import { RECIPE_MODULE } from './recipe-module.ts';

/**
 * Loads the recipe of a job that is in the database: one that comes with osstest, or a module of somebody's own.
 *
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator)
 */
export async function loadJobRecipe(
  queryable: Queryable,
  { flight, job, recipe }: JobKey & { readonly recipe: string },
): Promise<Recipe> {
  const module = (await readRunvars(queryable, { flight, job })).find(({ name }) => name === RECIPE_MODULE);
  return loadRecipe(module?.value ?? recipe);
}
