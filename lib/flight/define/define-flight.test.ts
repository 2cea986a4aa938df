import test from 'ava';
import { fc, testProp } from '@fast-check/ava';
import type { FlightPlan } from '../../../typings/flight-plan.ts';
import { checkFlight } from '../make/check-flight.ts';
import { defineFlight } from './define-flight.ts';
import { defineRecipe } from './define-recipe.ts';
import { matrix } from './matrix.ts';

const recipe = defineRecipe({ name: 'test-one', summary: 's', eachHost: [], steps: [] });

test('defineFlight plans the jobs that are added, with values as text', (t) => {
  const flight = defineFlight({ branch: 'mine' }, ({ job, leaveOut, inputs }) => {
    job('test-a', recipe, { enable_xsm: false, guests_vcpus: 4, suite: inputs.suite, kernel: undefined });
    leaveOut('test-b', 'not on ARM');
  });
  t.deepEqual(flight.plan({ suite: 'bookworm' }), {
    branch: 'mine',
    jobs: [
      { job: 'test-a', recipe: 'test-one', runvars: { enable_xsm: 'false', guests_vcpus: '4', suite: 'bookworm' } },
    ],
    leftOut: [{ job: 'test-b', why: 'not on ARM' }],
  });
});

test('checkFlight returns all problems of a flight', (t) => {
  const plan = (jobs: FlightPlan['jobs']): FlightPlan => ({ branch: 'mine', jobs, leftOut: [] });
  const job = (name: string, runvars: Record<string, string> = {}) => ({ job: name, recipe: 'test-one', runvars });
  t.deepEqual(checkFlight(plan([])), ['flight of mine: found no jobs, accepted: at least one']);
  t.deepEqual(
    checkFlight(
      plan([
        job('build-amd64'),
        job('build-amd64'),
        job('test-a', { buildjob: 'build-amd64', kernbuildjob: 'build-armhf', xenbuildjob: '77.build-i386' }),
        job('test-b', { all_hostflags: 'equiv-1,arch-amd64,equiv-2' }),
      ]),
    ),
    [
      'flight of mine: build-amd64: found 2 jobs of this name, accepted: one job of each name',
      'flight of mine: test-a kernbuildjob: found build-armhf, which is not a job of this flight, ' +
        'accepted: a job of this flight, or FLIGHT.JOB',
      'flight of mine: test-b all_hostflags: found several flags equiv-* (equiv-1,arch-amd64,equiv-2), accepted: at most one',
    ],
  );
});

test('matrix returns all combinations, and records each excluded one with its first reason', (t) => {
  const tests = matrix({ arch: ['amd64', 'armhf'], toolstack: ['xl', 'xend'] })
    .without('xend is gone', ({ toolstack }) => toolstack === 'xend')
    .without('no ARM host', ({ arch }) => arch === 'armhf')
    .map(({ arch, toolstack }) => `${arch}-${toolstack}`)
    .and(matrix({ name: ['one'] }).map(({ name }) => name));
  t.deepEqual(tests.cells, ['amd64-xl', 'one']);
  t.deepEqual(tests.excluded, [
    { cell: 'amd64-xend', why: 'xend is gone' },
    { cell: 'armhf-xend', why: 'xend is gone' },
    { cell: 'armhf-xl', why: 'no ARM host' },
  ]);
});

testProp(
  'matrix has each combination once, whatever is excluded',
  [fc.uniqueArray(fc.nat()), fc.uniqueArray(fc.string()), fc.func(fc.boolean())],
  (t, a, b, when) => {
    const made = matrix({ a, b }).without('why', (cell) => when(cell.a, cell.b));
    const all = [...made.cells, ...made.excluded.map(({ cell }) => cell)];
    t.is(all.length, a.length * b.length);
    t.is(new Set(all.map((cell) => JSON.stringify([cell.a, cell.b]))).size, all.length);
    t.true(made.cells.every((cell) => !when(cell.a, cell.b)));
  },
);
