import test from 'ava';
import { runCrashLab } from '../fault-injection/coordination/run-crash-lab.ts';
import { seconds } from '../util/units.ts';

// crash.lab.test.ts has the full time, and a test without each of the protections.
test('no host has two owners and every host becomes free while 30 harnesses, both daemons and backends are killed', async (t) => {
  const { findings, figures } = await runCrashLab({ harnesses: 30, hosts: 10, faultsMs: seconds(15), seed: 7 });
  t.log(figures);
  t.deepEqual(findings, []);
  t.is(figures['hosts used'], 10);
});
