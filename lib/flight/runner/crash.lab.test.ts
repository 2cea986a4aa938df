import test from 'ava';
import { runFlightCrashLab } from '../../fault-injection/flight/run-flight-crash-lab.ts';
import { minutes } from '../../util/units.ts';

test('a flight completes although a process is killed at 50 random moments', async (t) => {
  t.timeout(minutes(60));
  const onProgress = (message: string): void => t.log(message);
  const { findings, figures } = await runFlightCrashLab({ moments: 50, seed: 21, onProgress });
  t.log(figures);
  t.deepEqual(findings, []);
});
