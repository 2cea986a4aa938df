import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestModule } from '../../../typings/test.ts';
import { ModuleError } from '../../errors/flight-errors.ts';
import { isPath } from '../../util/is-path.ts';
import { importModule, isModule, withoutExtension } from './modules.ts';

const TESTS = new URL('../../../tests-suite/', import.meta.url);

/**
 * Loads a test. A name refers to a test that osstest provides, a path to a module of the user.
 *
 * @param closestOf - returns the most similar of the names, for the message.
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - the module does not exist, fails to load, or exports no test.
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

/** Returns the files of the tests that osstest provides, by test name, such as `guest-start`. */
async function listTests(): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(TESTS, { recursive: true })).filter((file) => isModule(file) && file.includes('/'));
  return new Map(files.map((file) => [withoutExtension(basename(file)), fileURLToPath(new URL(file, TESTS))]));
}
