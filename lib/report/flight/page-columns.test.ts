import test from 'ava';
import { groupJobs } from './page-columns.ts';
import { toPageJobs } from './page-model.ts';
import type { FlightRecord } from '../../../typings/report.ts';

/** Returns a flight of jobs, each with its recipe and the testids that it reached. */
const flightOf = (jobs: readonly (readonly [recipe: string, ...testids: string[]])[]): FlightRecord => ({
  flight: { flight: 1, branch: 'b', blessing: 'play', intended: null, startedAt: null },
  jobs: jobs.map(([recipe, ...testids], index) => ({
    job: { flight: 1, job: `job${index}`, recipe, status: 'pass' },
    runvars: {},
    steps: testids.map((testid, step) => ({
      flight: 1,
      job: `job${index}`,
      stepno: step + 1,
      script: 'ts-x',
      testid,
      status: 'pass',
      startedAt: null,
      finishedAt: null,
      reason: null,
    })),
    stash: [],
    stashFolder: null,
    events: [],
    consoles: [],
  })),
});
const groupsOf = (...jobs: Parameters<typeof flightOf>[0]) => groupJobs(toPageJobs(flightOf(jobs)));

test('groupJobs aligns the same testid of every job in one column, independent of its step number', (t) => {
  const [group, ...more] = groupsOf(
    ['a', 'build-check(1)', 'xen-boot', 'guest-start', 'capture-logs(4)'],
    ['a', 'build-check(1)', 'xen-boot', 'capture-logs(3)'],
    ['b', 'build-check(1)', 'xen-boot', 'windows-install', 'guest-start', 'capture-logs(5)'],
  );
  t.deepEqual(more, []);
  t.deepEqual(group?.columns, ['build-check', 'xen-boot', 'windows-install', 'guest-start', 'capture-logs']);
  t.deepEqual(
    group?.rows.map((row) => row.cells.map((cell) => cell?.stepno ?? null)),
    [
      [1, 2, null, 3, 4],
      [1, 2, null, null, 3],
      [1, 2, 3, 4, 5],
    ],
  );
});

test('groupJobs separates recipes that have little in common', (t) => {
  const groups = groupsOf(
    ['build', 'build-check(1)', 'prep', 'xen-build'],
    ['test', 'a', 'b', 'c', 'd', 'build-check(1)'],
  );
  t.deepEqual(
    groups.map((group) => group.recipes),
    [['build'], ['test']],
  );
});

test('groupJobs gives a testid that occurs twice in a job two columns', (t) => {
  t.deepEqual(groupsOf(['a', 'x', 'x(2)'])[0]?.columns, ['x', 'x (2)']);
});

test('groupJobs shows every step of a job, even if the orders of two jobs conflict', (t) => {
  const [group] = groupsOf(['a', 'x', 'y', 'z'], ['a', 'z', 'x']);
  t.deepEqual(
    group?.rows.map((row) => row.cells.filter((cell) => cell !== null).length),
    [3, 2],
  );
});

test('groupJobs includes a job without steps', (t) => {
  t.is(groupsOf(['a'], ['b', 'x'])[0]?.rows.length, 2);
});
