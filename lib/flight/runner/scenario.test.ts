import test from 'ava';
import { runScenario } from '../../fault-injection/flight/run-scenario.ts';
import { minutes } from '../../util/units.ts';

// 40 jobs, and QEMU hosts: scenario.lab.test.ts
test('4 runners run two flights on one pool, with both daemons, and records and hosts agree', async (t) => {
  t.timeout(minutes(5));
  const { findings, touches, hostsUsed } = await runScenario({ runners: 4, hosts: 2, jobs: 2 });
  t.deepEqual(findings, []);
  t.is(touches, 2 * (2 + 2 * 13), 'each step touched its host once');
  t.is(hostsUsed, 2);
});
