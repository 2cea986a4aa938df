import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Recipe } from '../../../typings/recipe.ts';
import type { TestModule } from '../../../typings/test.ts';
import { ModuleError } from '../../errors/flight-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { closest } from '../../util/closest.ts';
import { isPath } from '../../util/is-path.ts';

const RECIPES = new URL('../../../recipes/', import.meta.url);
const TESTS = new URL('../../../tests-suite/', import.meta.url);
/** Of modules that come with osstest: compiled ones in the package, TypeScript in a clone. */
const MODULE_EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** Names of the recipes that come with osstest, in order. */
export const listRecipes = (): Promise<readonly string[]> => listModules(RECIPES);

/** Names of the modules in a folder of osstest's own, in order. */
export async function listModules(folder: URL): Promise<readonly string[]> {
  return (await readdir(folder)).filter(isModule).map(withoutExtension).sort();
}

const isModule = (file: string): boolean => file.endsWith(MODULE_EXTENSION) && !file.endsWith('.d.ts');
const withoutExtension = (file: string): string => file.slice(0, -MODULE_EXTENSION.length);

/**
 * The file of a module: one of those in a folder of osstest's own by its name, or one of your own by its path.
 *
 * @param words.kind - what it is, such as `recipe`.
 * @param words.unknown - how the message begins when there is none of that name.
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - there is none.
 */
export async function findModule(
  reference: string,
  folder: URL,
  { kind, unknown }: { readonly kind: string; readonly unknown: string },
): Promise<string> {
  const ofYourOwn = isPath(reference);
  const file = ofYourOwn ? resolve(reference) : fileURLToPath(new URL(`${reference}${MODULE_EXTENSION}`, folder));
  if (existsSync(file)) return file;
  if (ofYourOwn) throw new ModuleError(`${kind} ${reference}: no such file`);
  const names = await listModules(folder);
  const meant = closest(reference, names);
  const hint = meant === null ? '' : `; did you mean "${meant}"?`;
  throw new ModuleError(`${unknown}${hint} (have: ${names.join(', ')})`);
}

/** Tests that come with osstest: names, such as `guest-start`, to the files that have them. */
async function listTests(): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(TESTS, { recursive: true })).filter((file) => isModule(file) && file.includes('/'));
  return new Map(files.map((file) => [withoutExtension(basename(file)), fileURLToPath(new URL(file, TESTS))]));
}

/**
 * Loads a test: one that comes with osstest by its name, or a module of your own by its path.
 *
 * @param closestOf - what may be meant, for the message.
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - not there, fails to load, or exports no test.
 */
export async function loadTest(
  reference: string,
  closestOf: (names: readonly string[]) => string | null,
): Promise<TestModule> {
  const tests = await listTests();
  const file = isPath(reference) ? resolve(reference) : tests.get(reference);
  if (file === undefined || !existsSync(file)) {
    const meant = closestOf([...tests.keys()]);
    throw new ModuleError(`test "${reference}": there is none${meant === null ? '' : `; did you mean "${meant}"?`}`);
  }
  const { default: test } = (await importModule(file, `test ${reference}`)) as { default?: Partial<TestModule> };
  if (typeof test?.name !== 'string' || typeof test.run !== 'function') {
    throw new ModuleError(`test ${reference}: ${file} has no default export made by defineTest`);
  }
  return test as TestModule;
}

/**
 * Loads a recipe: one that comes with osstest by its name, or a module of your own by its path.
 *
 * @param reference - such as `test-pv`, or `./my-recipe.ts`.
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - not there, fails to load, or exports no recipe.
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

/**
 * Imports a module of TypeScript or JavaScript; TypeScript goes through tsx where nothing else reads it.
 *
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - it cannot be loaded.
 */
export async function importModule(file: string, subject: string): Promise<unknown> {
  try {
    if (/\.[cm]?ts$/.test(file) && MODULE_EXTENSION === '.js') await import('./read-typescript.ts');
    return await import(pathToFileURL(file).href);
  } catch (error) {
    throw new ModuleError(`${subject}: ${file} cannot be loaded: ${describeError(error)}`, { cause: error });
  }
}
