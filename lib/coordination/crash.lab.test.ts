import test from 'ava';
import { runCrashLab } from '../fault-injection/coordination/run-crash-lab.ts';
import type { TakenOut } from '../fault-injection/coordination/harness-orders.ts';
import { minutes, seconds } from '../util/units.ts';

const lab = { harnesses: 30, hosts: 10 };

test.serial('no host has two owners and every host becomes free in two minutes of faults', async (t) => {
  t.timeout(minutes(10));
  const { findings, figures } = await runCrashLab({ ...lab, faultsMs: minutes(2), seed: 11 });
  t.log(figures);
  t.deepEqual(findings, []);
});

const notices = test.macro({
  exec: async (t, takenOut: TakenOut, finding: RegExp) => {
    t.timeout(minutes(10));
    const { findings, figures } = await runCrashLab({ ...lab, faultsMs: seconds(40), seed: 12, takenOut });
    t.log(figures, findings.length);
    t.true(
      findings.some((each) => finding.test(each)),
      findings.join('\n'),
    );
  },
  title: (_, takenOut: TakenOut) => `the crash lab detects that harnesses lack ${takenOut}`,
});

test.serial(notices, 'fencing', /touched by .* \(generation \d+\), which .* has/);
test.serial(notices, 'retry', /not tried again: could not serialize/);
test.serial(notices, 'unwinding', /is not free|did not finish/);
