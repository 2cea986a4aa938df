import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ModuleError } from '../../errors/flight-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { closest } from '../../util/closest.ts';
import { isPath } from '../../util/is-path.ts';

/** Extension of osstest's own modules: `.js` in the compiled package, `.ts` in a clone. */
const MODULE_EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** Returns the names of the modules in a folder of osstest, sorted. */
export async function listModules(folder: URL): Promise<readonly string[]> {
  return (await readdir(folder)).filter(isModule).map(withoutExtension).sort();
}

/** Returns whether a file of osstest is a module. */
export const isModule = (file: string): boolean => file.endsWith(MODULE_EXTENSION) && !file.endsWith('.d.ts');

/** Returns the file name of a module without its extension. */
export const withoutExtension = (file: string): string => file.slice(0, -MODULE_EXTENSION.length);

/**
 * Returns the file of a module. A name refers to a module in a folder of osstest, a path to a module of the user.
 *
 * @param words.kind - the kind of module, such as `recipe`.
 * @param words.unknown - the start of the message if no module has that name.
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - the file does not exist.
 */
export async function findModule(
  reference: string,
  folder: URL,
  { kind, unknown }: { readonly kind: string; readonly unknown: string },
): Promise<string> {
  const isUsers = isPath(reference);
  const file = isUsers ? resolve(reference) : fileURLToPath(new URL(`${reference}${MODULE_EXTENSION}`, folder));
  if (existsSync(file)) return file;
  if (isUsers) throw new ModuleError(`${kind} ${reference}: no such file`);
  const names = await listModules(folder);
  const meant = closest(reference, names);
  const hint = meant === null ? '' : `; did you mean "${meant}"?`;
  throw new ModuleError(`${unknown}${hint} (have: ${names.join(', ')})`);
}

/**
 * Imports a TypeScript or JavaScript module. The compiled package reads TypeScript through tsx.
 *
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - the module cannot be loaded.
 */
export async function importModule(file: string, subject: string): Promise<unknown> {
  try {
    if (/\.[cm]?ts$/.test(file) && MODULE_EXTENSION === '.js') await import('./read-typescript.ts');
    return await import(pathToFileURL(file).href);
  } catch (error) {
    throw new ModuleError(`${subject}: ${file} cannot be loaded: ${describeError(error)}`, { cause: error });
  }
}
