import test from 'ava';
import { runScenario } from '../../fault-injection/flight/run-scenario.ts';
import { minutes } from '../../util/units.ts';

// 40 jobs, and emulated boxes: scenario.lab.test.ts
test('4 runners run two flights on one pool, with both daemons, and records and boxes agree', async (t) => {
  t.timeout(minutes(5));
  const { findings, touches, boxesUsed } = await runScenario({ runners: 4, boxes: 2, jobs: 2 });
  t.deepEqual(findings, []);
  t.is(touches, 2 * (2 + 2 * 13), 'each step touched its box once');
  t.is(boxesUsed, 2);
});
