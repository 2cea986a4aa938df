import test from 'ava';
import { bookResources, type PlanBooking } from './book-plan.ts';
import { estimateFree, latestOf, type DurationsOf } from './estimate-start.ts';
import { EMPTY_PLAN } from './plan-document.ts';

const NOW = 1_700_000_000;
const info = { preinfo: '', job: null, peer: 'p' };
const plan = (...bookings: PlanBooking[]) =>
  bookResources({ ...EMPTY_PLAN, Start: NOW }, JSON.stringify({ Bookings: bookings }), info);
const taken = { Reso: 'host a', Job: '1.x', Start: 0, End: 1000, Allocated: { Shareix: 0, Task: 7 } };
const booked = { Reso: 'host a', Job: '2.y', Start: 1000, End: 1500 };
const durationsOf: DurationsOf = (job) =>
  ({ x: [100, 500, 900, 1300], y: [200, 300, 400] })[job]?.map((seconds) => seconds * 1000);
/** Seconds from now: low, middle, high. */
const free = (now: number, before: number, ...bookings: PlanBooking[]): number[] => {
  const found = estimateFree(plan(...bookings), 'host a', before, { durationsOf, nowMs: now * 1000 });
  return [found.lowMs, found.atMs, found.highMs].map((ms) => ms / 1000 - now);
};

test('the estimate for a running job uses the durations of its runs that are still possible', (t) => {
  t.deepEqual(free(NOW, NOW + 1, taken), [100, 500, 1300]);
  t.deepEqual(free(NOW + 600, NOW + 601, taken), [300, 300, 700]);
});

test('a job that takes longer than any earlier run is expected to end as planned, or at any time before', (t) => {
  t.deepEqual(free(NOW + 1400, NOW + 1401, { ...taken, End: 2000 }), [0, 600, 600]);
});

test('earlier bookings in the plan count too, and jobs without history last as planned', (t) => {
  t.deepEqual(free(NOW, NOW + 1500, taken, booked), [300, 800, 1700]);
  t.deepEqual(free(NOW, NOW + 1500, { ...taken, Job: '1.new' }, booked), [1200, 1300, 1400]);
  t.deepEqual(free(NOW, NOW + 1000, taken, booked), [100, 500, 1300]);
  t.deepEqual(free(NOW, NOW + 9999), [0, 0, 0]);
  const unknown = estimateFree(plan({ ...taken, Job: '1.new' }), 'host a', NOW + 9, { durationsOf, nowMs: NOW * 1000 });
  t.deepEqual(unknown.unknown, ['1.new']);
});

test('several hosts are free together when the last of them is', (t) => {
  const one = { atMs: 5, lowMs: 1, highMs: 9, unknown: ['1.a'] };
  t.deepEqual(latestOf([one, { atMs: 4, lowMs: 2, highMs: 12, unknown: ['1.a', '1.b'] }]), {
    atMs: 5,
    lowMs: 2,
    highMs: 12,
    unknown: ['1.a', '1.b'],
  });
});
