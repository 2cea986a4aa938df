import test from 'ava';
import { fc, testProp } from '@fast-check/ava';
import type { JobState } from '../../record/recorder/job-states.ts';
import { nextMoves, type FlightFacts } from './next-moves.ts';

const state = (job: string, status: JobState['status'], more: Partial<JobState> = {}): JobState => ({
  job,
  recipe: 'r',
  status,
  holder: null,
  lost: false,
  failed: [],
  attempts: {},
  ...more,
});

const facts = (more: Partial<FlightFacts> = {}): FlightFacts => ({
  needs: (job) => (job.startsWith('test') ? ['build'] : []),
  mayRerun: () => true,
  isHarmless: (_job, testid) => testid === 'support-check',
  own: new Set(),
  policy: { retryLost: 3, retryBroken: 1, retryStarved: 2 },
  ...more,
});

const none = { ready: [], hopeless: [], again: [], elsewhere: [], waiting: [], over: [] };

test('nextMoves starts jobs that need no build, and the others after their build has passed', (t) => {
  const jobs = [state('build', 'queued'), state('test-a', 'queued'), state('other', 'stopped')];
  t.deepEqual(nextMoves(jobs, facts()), { ...none, ready: ['build'], waiting: ['test-a'], over: ['other'] });
  const own = facts({ own: new Set(['build']) });
  t.deepEqual(nextMoves(jobs, own), { ...none, waiting: ['test-a'], over: ['other'] });
  t.deepEqual(nextMoves([state('build', 'pass'), ...jobs.slice(1)], facts()), {
    ...none,
    ready: ['test-a'],
    over: ['build', 'other'],
  });
});

test('nextMoves gives up jobs whose build will not pass, but not while the build will run again', (t) => {
  const build = (more: Partial<JobState>, status: JobState['status'] = 'broken') =>
    nextMoves([state('build', status, more), state('test-a', 'queued')], facts());
  t.deepEqual(build({}), { ...none, again: [{ job: 'build', why: 'broken' }], waiting: ['test-a'] });
  t.deepEqual(build({ attempts: { broken: 1 } }), { ...none, hopeless: ['test-a'], over: ['build'] });
  t.deepEqual(build({}, 'fail'), { ...none, hopeless: ['test-a'], over: ['build'] });
  t.deepEqual(build({}, 'aborted'), { ...none, hopeless: ['test-a'], over: ['build'] });
});

test('nextMoves does not run a job again that failed, that a task still has, or that may not run again', (t) => {
  const again = (more: Partial<JobState>, also: Partial<FlightFacts> = {}) =>
    nextMoves([state('build', more.status ?? 'broken', more)], facts(also)).again.map(({ why }) => why);
  t.deepEqual(again({ lost: true, attempts: { broken: 1, lost: 2 } }), ['lost']);
  t.deepEqual(again({ lost: true, attempts: { lost: 3 } }), []);
  t.deepEqual(again({ status: 'starved', attempts: { starved: 1 } }), ['starved']);
  t.deepEqual(again({ failed: ['guest-start'] }), []);
  t.deepEqual(again({ failed: ['support-check'] }), ['broken']);
  t.deepEqual(again({ holder: 7 }), []);
  t.deepEqual(again({}, { mayRerun: () => false }), []);
  for (const status of ['fail', 'pass', 'blocked', 'aborted'] as const) t.deepEqual(again({ status }), [], status);
});

test('nextMoves waits for the jobs of other runners, and takes none of them', (t) => {
  const jobs = [state('a', 'running', { holder: 7 }), state('b', 'queued', { holder: 8 }), state('c', 'running')];
  t.deepEqual(nextMoves(jobs, facts()), { ...none, elsewhere: ['a', 'b', 'c'] });
});

// prettier-ignore
const anyStatus = fc.constantFrom<JobState['status']>(
  'stopped', 'queued', 'retriable', 'play', 'preparing', 'running', 'pass', 'fail', 'broken', 'blocked', 'aborted', 'starved',
);

testProp(
  'nextMoves puts each job of no own run into one list, and acts only on jobs that no task has',
  [fc.array(fc.record({ status: anyStatus, holder: fc.constantFrom(null, 7), lost: fc.boolean(), own: fc.boolean() }))],
  (t, rows) => {
    const jobs = rows.map(({ status, holder, lost }, n) =>
      state(n % 3 === 0 ? `b${n}` : `test-${n}`, status, { holder, lost }),
    );
    const own = new Set(jobs.filter((_job, n) => rows[n]!.own).map(({ job }) => job));
    const needs = (job: string): readonly string[] => (job.startsWith('test') ? ['b0'] : []);
    const moves = nextMoves(jobs, facts({ own, needs }));
    const all = [
      ...moves.ready,
      ...moves.hopeless,
      ...moves.waiting,
      ...moves.elsewhere,
      ...moves.again.map(({ job }) => job),
    ];
    t.is(new Set(all).size, all.length);
    t.true(all.every((job) => !own.has(job) && !moves.over.includes(job)));
    t.is(new Set([...all, ...own, ...moves.over]).size, jobs.length);
    const acted = new Set([...moves.ready, ...moves.hopeless, ...moves.again.map(({ job }) => job)]);
    t.true(jobs.every(({ job, holder }) => holder === null || !acted.has(job)));
  },
);
