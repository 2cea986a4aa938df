import test from 'ava';
import { runCrashLab } from '../fault-injection/coordination/run-crash-lab.ts';
import { minutes, seconds } from '../util/units.ts';

// The full time, and each part taken out in turn: crash.lab.test.ts
test('no host has two owners and every one comes back while 30 harnesses, both daemons and backends are killed', async (t) => {
  t.timeout(minutes(5));
  const { findings, figures } = await runCrashLab({ harnesses: 30, hosts: 10, faultsMs: seconds(15), seed: 7 });
  t.log(figures);
  t.deepEqual(findings, []);
  t.is(figures['hosts used'], 10);
});
