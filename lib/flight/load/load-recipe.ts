import type { Recipe } from '../../../typings/recipe.ts';
import { ModuleError } from '../../errors/flight-errors.ts';
import { findModule, importModule, listModules } from './modules.ts';

const RECIPES = new URL('../../../recipes/', import.meta.url);

/** Returns the names of the recipes that osstest provides, sorted. */
export const listRecipes = (): Promise<readonly string[]> => listModules(RECIPES);

/**
 * Loads a recipe. A name refers to a recipe that osstest provides, a path to a module of the user.
 *
 * @param reference - such as `test-pv`, or `./my-recipe.ts`.
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - the module does not exist, fails to load, or exports no recipe.
 */
export async function loadRecipe(reference: string): Promise<Recipe> {
  const unknown = `recipe "${reference}": there is none of this name`;
  const file = await findModule(reference, RECIPES, { kind: 'recipe', unknown });
  const module = await importModule(file, `recipe ${reference}`);
  const recipe = (module as { default?: Partial<Recipe> }).default;
  if (typeof recipe?.name !== 'string' || !Array.isArray(recipe.steps)) {
    throw new ModuleError(`recipe ${reference}: ${file} has no default export made by defineRecipe`);
  }
  return recipe as Recipe;
}
