import test from 'ava';
import { fc, testProp } from '@fast-check/ava';
import type { Recipe } from '../../../typings/recipe.ts';
import type { FinalJobStatus, FinalStepStatus, JobStatus } from '../../../typings/status.ts';
import { readTable } from '../../testing/machine/read-table.ts';
import { runJobSequence, type JobActions } from './job-sequence.ts';
import { planRecipe, testidOf, type PlannedStep } from '../define/plan-step.ts';

type Column = 'recipe' | 'failing' | 'job_status_sequence' | 'final_status' | 'steps';
const cases = await readTable<Column>(new URL('../../testing/data/recipes/job-states.tsv', import.meta.url));

const recipes = new Map<string, Recipe>();
for (const name of new Set(cases.map((row) => row.recipe))) {
  recipes.set(name, ((await import(`../../../recipes/${name}.ts`)) as { default: Recipe }).default);
}
const recipeOf = (name: string): Recipe => {
  const recipe = recipes.get(name);
  if (recipe === undefined) throw new Error(`no recipe ${name}`);
  return recipe;
};

interface Course {
  readonly statuses: JobStatus[];
  readonly steps: string[];
  readonly final: FinalJobStatus;
}

/** Runs a recipe whose steps end with the given statuses, and stops it before step `stopBefore`. */
async function follow(
  recipe: Recipe,
  endOf: (step: PlannedStep, stepno: number) => FinalStepStatus,
  stopBefore = Infinity,
): Promise<Course> {
  const statuses: JobStatus[] = [];
  const steps: string[] = [];
  const record = (planned: PlannedStep, status: FinalStepStatus): FinalStepStatus => {
    const stepno = steps.length + 1;
    steps.push(`${stepno}:${testidOf(planned, stepno)}:${status}`);
    return status;
  };
  const actions: JobActions = {
    setStatus: (status) => Promise.resolve(void statuses.push(status)),
    runSteps: (line) => Promise.resolve(line.map((step) => record(step, endOf(step, steps.length + 1)))),
    skipLine: () => Promise.resolve(false),
    recordSkipped: () => Promise.resolve(),
    lineDone: () => Promise.resolve(),
    reuseBuild: () => Promise.resolve(null),
    stopped: () => (steps.length + 1 >= stopBefore ? 'aborted' : null),
  };
  const final = await runJobSequence(recipe, actions);
  return { statuses, steps, final };
}

/** Applies two differences from the original: a job without hosts ends `broken`, and a status has no leading `!`. */
const declared = (text: string): string => text.replace(/^preparing$/, 'preparing broken').replaceAll('!', '');

for (const [index, row] of cases.entries()) {
  test(`${row.recipe} runs as in 2015 when ${row.failing || 'no step'} fails (case ${index + 1})`, async (t) => {
    const failing = new Set(row.failing.split('|'));
    const course = await follow(recipeOf(row.recipe), (step) =>
      failing.has([step.script, ...step.words].join(' ')) ? step.iffail : 'pass',
    );
    t.deepEqual(course, {
      statuses: declared(row.job_status_sequence).split(' '),
      steps: declared(row.steps).split(' '),
      final: row.final_status === 'preparing' ? 'broken' : row.final_status,
    } as Course);
  });
}

test('planRecipe returns the steps that run when all pass', async (t) => {
  for (const recipe of recipes.values()) {
    const { steps } = await follow(recipe, () => 'pass');
    t.deepEqual(
      steps,
      planRecipe(recipe).map((planned, index) => `${index + 1}:${testidOf(planned, index + 1)}:pass`),
    );
  }
});

const anyRecipe = fc.constantFrom(...recipes.keys());
const anyEnd = fc.constantFrom<FinalStepStatus>('pass', 'pass', 'pass', 'pass', 'fail', 'broken', 'blocked', 'aborted');

testProp(
  'a job that is stopped before a step is aborted, and no further step runs',
  [anyRecipe, fc.nat(40)],
  async (t, name, at) => {
    const recipe = recipeOf(name);
    const all = planRecipe(recipe).length;
    const { statuses, steps, final } = await follow(recipe, () => 'pass', at + 1);
    const stoppedAt = Math.min(at, all);
    t.is(statuses.at(-1), final);
    // An each-host step that has started runs on all hosts; it may be the last step.
    t.is(final, steps.length < all ? 'aborted' : 'pass');
    t.true(steps.length >= stoppedAt && steps.length < stoppedAt + recipe.hosts.length);
  },
);

testProp(
  'the statuses broken and aborted do not change',
  [anyRecipe, fc.array(anyEnd, { minLength: 40, maxLength: 40 })],
  async (t, name, ends) => {
    const { statuses, final } = await follow(recipeOf(name), (_step, stepno) => ends[stepno - 1] ?? 'pass');
    const settled = statuses.findIndex((status) => status === 'broken' || status === 'aborted');
    t.is(statuses.at(-1), final);
    if (settled >= 0) t.is(settled, statuses.length - 1);
  },
);

testProp('no step runs after an aborted one', [anyRecipe, fc.nat(30)], async (t, name, at) => {
  const { steps, final } = await follow(recipeOf(name), (_step, stepno) => (stepno === at ? 'aborted' : 'pass'));
  if (!steps.some((step) => step.endsWith(':aborted'))) return t.is(final, 'pass');
  t.is(final, 'aborted');
  t.true(steps.length - at < 2);
});

testProp(
  'log capture runs on every booked host, after the failure of any step of a test job',
  [anyRecipe, fc.array(anyEnd, { minLength: 40, maxLength: 40 })],
  async (t, name, ends) => {
    const recipe = recipeOf(name);
    if (recipe.kind === 'build') return t.pass();
    const { steps } = await follow(recipe, (_step, stepno) => {
      const end = ends[stepno - 1] ?? 'pass';
      return stepno <= 2 || end === 'aborted' ? 'pass' : end;
    });
    const captured = steps.filter((step) => /:capture-logs(\/(src_host|dst_host))?\(/.test(step));
    t.is(captured.length, recipe.hosts.length);
  },
);

test('a broken host during a support check is not harmless', async (t) => {
  const { final, steps } = await follow(recipeOf('test-debian'), (step) =>
    step.step?.harmless === true ? 'broken' : 'pass',
  );
  t.is(final, 'broken');
  t.is(steps.at(-1), '13:capture-logs(13):pass');
});

test('a job that gets no host within the limit is starved, and captures no logs', async (t) => {
  for (const name of ['test-debian', 'build']) {
    const { final, steps } = await follow(recipeOf(name), (step) =>
      step.action === 'hosts-allocate' ? 'starved' : 'pass',
    );
    t.is(steps.length, 2);
    t.is(final, 'starved');
  }
});
