import test from 'ava';
import { runScenario } from '../../fault-injection/flight/run-scenario.ts';
import { minutes } from '../../util/units.ts';

// 40 jobs, and QEMU hosts: scenario.lab.test.ts
test('4 runners run two flights on one pool with both daemons, and the records agree with the hosts', async (t) => {
  t.timeout(minutes(20));
  const { findings, touches, hostsUsed } = await runScenario({ runners: 4, hosts: 2, jobs: 2 });
  t.deepEqual(findings, []);
  t.is(touches, 2 * (2 + 2 * 13), 'each step ran once on its host');
  t.is(hostsUsed, 2);
});
