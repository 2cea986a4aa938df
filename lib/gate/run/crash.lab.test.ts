import test from 'ava';
import { runGateCrashLab } from '../../fault-injection/gate/run-gate-crash-lab.ts';
import { minutes } from '../../util/units.ts';

test('a good commit is pushed once and a bad one never, whatever is killed, at 25 random moments', async (t) => {
  t.timeout(minutes(40));
  const onProgress = (message: string): void => t.log(message);
  const { findings, figures } = await runGateCrashLab({ moments: 25, seed: 8, onProgress });
  t.log(figures);
  t.deepEqual(findings, []);
});
