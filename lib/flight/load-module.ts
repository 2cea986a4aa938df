import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Recipe } from '../../typings/recipe.ts';
import { ModuleError } from '../errors/flight-errors.ts';
import { describeError } from '../errors/osstest-error.ts';
import { closest } from '../util/closest.ts';

const RECIPES = new URL('../../recipes/', import.meta.url);
/** Of modules that come with osstest: compiled ones in the package, TypeScript in a clone. */
export const MODULE_EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** Names of the recipes that come with osstest, in order. */
export async function listRecipes(): Promise<readonly string[]> {
  const files = await readdir(RECIPES);
  return files
    .filter((file) => file.endsWith(MODULE_EXTENSION) && !file.endsWith('.d.ts'))
    .map((file) => file.slice(0, -MODULE_EXTENSION.length))
    .sort();
}

/**
 * Loads a recipe: one that comes with osstest by its name, or a module of your own by its path.
 *
 * @param reference - such as `test-pv`, or `./my-recipe.ts`.
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - not there, fails to load, or exports no recipe.
 */
export async function loadRecipe(reference: string): Promise<Recipe> {
  const isPath = /[/\\]|\.[cm]?[jt]s$/.test(reference);
  const file = isPath ? resolve(reference) : fileURLToPath(new URL(`${reference}${MODULE_EXTENSION}`, RECIPES));
  if (!existsSync(file)) {
    if (isPath) throw new ModuleError(`recipe ${reference}: no such file`);
    const names = await listRecipes();
    const meant = closest(reference, names);
    throw new ModuleError(
      `recipe "${reference}": there is none of this name${meant === null ? '' : `; did you mean "${meant}"?`} (have: ${names.join(', ')})`,
    );
  }
  const module = await importModule(file, `recipe ${reference}`);
  const recipe = (module as { default?: Partial<Recipe> }).default;
  if (typeof recipe?.name !== 'string' || !Array.isArray(recipe.steps)) {
    throw new ModuleError(`recipe ${reference}: ${file} has no default export made by defineRecipe`);
  }
  return recipe as Recipe;
}

/**
 * Imports a module of TypeScript or JavaScript; TypeScript goes through tsx where nothing else reads it.
 *
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - it cannot be loaded.
 */
export async function importModule(file: string, subject: string): Promise<unknown> {
  try {
    if (/\.[cm]?ts$/.test(file) && MODULE_EXTENSION === '.js') {
      const { tsImport } = await import('tsx/esm/api');
      return await tsImport(pathToFileURL(file).href, import.meta.url);
    }
    return await import(pathToFileURL(file).href);
  } catch (error) {
    throw new ModuleError(`${subject}: ${file} cannot be loaded: ${describeError(error)}`, { cause: error });
  }
}
