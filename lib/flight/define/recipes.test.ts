import test from 'ava';
import type { Recipe } from '../../../typings/recipe.ts';
import { readTable } from '../../testing/machine/read-table.ts';
import { plannedTest, step } from './define-step.ts';
import { missingTests } from './missing-tests.ts';
import { planRecipe, testidOf } from './plan-step.ts';

type Column = 'recipe' | 'stepno' | 'testid' | 'script' | 'arguments' | 'iffail' | 'need_hosts';
const rows = await readTable<Column>(new URL('../../testing/data/recipes/recipe-steps-2015.tsv', import.meta.url));

const loadRecipe = async (name: string): Promise<Recipe> =>
  ((await import(`../../../recipes/${name}.ts`)) as { default: Recipe }).default;

for (const name of new Set(rows.map((row) => row.recipe))) {
  test(`${name} has the steps of 2015`, async (t) => {
    const recipe = await loadRecipe(name);
    const theirs = rows.filter((row) => row.recipe === name);
    const ours = planRecipe(recipe).map((planned, index) => ({
      stepno: String(index + 1),
      testid: testidOf(planned, index + 1),
      script: planned.script,
      arguments: planned.words.join(' '),
      iffail: planned.iffail,
    }));
    t.deepEqual(
      ours,
      theirs.map(({ stepno, testid, script, arguments: words, iffail }) => ({
        stepno,
        testid,
        script,
        arguments: words,
        iffail,
      })),
    );
    t.is(recipe.name, name);
    t.is(recipe.kind === 'build' ? 'BUILD (host)' : recipe.hosts.join(' '), theirs[0]?.need_hosts ?? '');
  });
}

test('missingTests returns the planned tests, those in repeated steps and on inner hosts included', async (t) => {
  const whole = await loadRecipe('test-pv');
  t.deepEqual(missingTests(whole), []);
  const planned = (name: string) => step(plannedTest(name, 'Not there.'));
  const inner = { hosts: ['l1'], eachHostFinally: [planned('at-the-end')] };
  const opening = whole.steps.map((each) => ({ ...each, opens: inner }));
  t.deepEqual(missingTests({ ...whole, steps: opening }), ['at-the-end']);
  t.deepEqual(missingTests(await loadRecipe('test-rumpuserxen')), [
    'rumpuserxen-demo-setup',
    'rumpuserxen-demo-xenstorels',
  ]);
});
