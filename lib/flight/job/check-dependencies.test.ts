import test from 'ava';
import { DependencyError, ModuleError, RunvarMissingError } from '../../errors/flight-errors.ts';
import { neededBuilds } from '../../build/needed-builds.ts';
import { checkDependencies } from './check-dependencies.ts';
import { listRecipes, loadRecipe } from '../load/load-recipe.ts';
import { createRunvarStore } from './runvar-store.ts';

test('neededBuilds returns build jobs of the same flight and of other flights', (t) => {
  t.deepEqual(
    neededBuilds(
      { xenbuildjob: 'build-amd64', src_host_kernbuildjob: '12.build-amd64-pvops', buildjobs: 'x', buildjob: '' },
      7,
    ),
    [
      { runvar: 'xenbuildjob', part: 'xen', flight: 7, job: 'build-amd64' },
      { runvar: 'src_host_kernbuildjob', part: 'kern', flight: 12, job: 'build-amd64-pvops' },
    ],
  );
});

test('checkDependencies reports the build that has not passed', async (t) => {
  const recipe = await loadRecipe('test-pv');
  const builds = neededBuilds({ xenbuildjob: 'build-amd64' }, 7);
  await t.notThrowsAsync(checkDependencies(recipe, builds, () => Promise.resolve('pass')));
  const failed = await t.throwsAsync(
    checkDependencies(recipe, builds, () => Promise.resolve('fail')),
    { instanceOf: DependencyError },
  );
  t.like(failed, {
    code: 'DEPENDENCY_MISSING',
    blame: 'dependency',
    message: 'xenbuildjob: job 7.build-amd64 is fail, not pass',
  });
  await t.throwsAsync(
    checkDependencies(recipe, builds, () => Promise.resolve(null)),
    { message: /7\.build-amd64 does not exist/ },
  );
});

test('checkDependencies reports the planned tests', async (t) => {
  const recipe = await loadRecipe('test-win');
  await t.throwsAsync(
    checkDependencies(recipe, [], () => Promise.resolve('pass')),
    { message: /^recipe test-win: needs tests that are not written yet: .*windows-install/ },
  );
});

test('loadRecipe loads every recipe of osstest under its name', async (t) => {
  for (const name of await listRecipes()) t.is((await loadRecipe(name)).name, name);
});

test('loadRecipe reports what is wrong, and suggests a similar name', async (t) => {
  const unknown = await t.throwsAsync(loadRecipe('test-pvv'), { instanceOf: ModuleError });
  t.like(unknown, { code: 'MODULE_UNUSABLE', blame: 'operator' });
  t.regex(unknown.message, /did you mean "test-pv/);
  await t.throwsAsync(loadRecipe('./no-such.ts'), { message: /no such file/ });
  const noRecipe = new URL('../define/testid.ts', import.meta.url).pathname;
  await t.throwsAsync(loadRecipe(noRecipe), { message: /no default export made by defineRecipe/ });
});

test('a runvar store prefers the value of a guest to that of all guests, and records each value that is set', async (t) => {
  const recorded: string[] = [];
  const store = createRunvarStore({ guests_memory: '256', tiny_memory: '128' }, (name, value) => {
    recorded.push(`${name}=${value}`);
    return Promise.resolve();
  });
  t.is(store.guestVar('tiny', 'memory'), '128');
  t.is(store.guestVar('other', 'memory'), '256');
  await store.set('host', 'host1');
  t.deepEqual([store.require('host'), recorded], ['host1', ['host=host1']]);
  t.like(
    t.throws(() => store.require('arch'), { instanceOf: RunvarMissingError }),
    { code: 'RUNVAR_MISSING', blame: 'dependency', runvar: 'arch' },
  );
});
