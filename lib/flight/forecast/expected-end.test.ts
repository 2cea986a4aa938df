import test from 'ava';
import { describeEnd, expectedEnd } from './expected-end.ts';

test('expectedEnd gives each free place the next waiting job', (t) => {
  const base = { nowMs: 1000, places: 2, running: [], waiting: [] };
  t.deepEqual(expectedEnd({ ...base, waiting: [100, 50, 50, 100] }), { atMs: 1200, unknown: 0 });
  t.deepEqual(expectedEnd({ ...base, running: [{ sinceMs: 900, expectedMs: 50 }], waiting: [null, 30] }), {
    atMs: 1030,
    unknown: 1,
  });
  t.is(expectedEnd({ ...base, waiting: [null] }), null);
  t.is(describeEnd({ atMs: 0, unknown: 2 }), 'expected end 1970-01-01 00:00 UTC (duration of 2 jobs unknown)');
  t.regex(describeEnd(null), /end unknown/);
});
