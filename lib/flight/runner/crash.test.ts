import test from 'ava';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAttempts } from '../../record/recorder/attempts.ts';
import { readFlight, readJobs, readSteps } from '../../record/flights/read-records.ts';
import { startLabProcess } from '../../fault-injection/coordination/lab-process.ts';
import { writeLabConfig } from '../../fault-injection/coordination/lab-config.ts';
import { startFakeLab } from '../../testing/fakes/fake-hosts.ts';
import { createFakeFlight, fakeJob, overlaps } from '../../testing/fakes/fake-flight.ts';
import { flightLabSettings } from '../../fault-injection/flight/flight-programs.ts';
import { runFlightCrashLab } from '../../fault-injection/flight/run-flight-crash-lab.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { osstestCommand } from '../../testing/machine/osstest-command.ts';
import { pollUntil } from '../../util/poll.ts';
import { identifyProcess } from '../../util/process-identity.ts';
import { minutes } from '../../util/units.ts';
import { runFlight } from './run-flight.ts';

test('a runner that replaces a killed one waits for the jobs that still run', async (t) => {
  t.timeout(minutes(15));
  await using db = await freshDatabase();
  await using lab = await startFakeLab(db, { hosts: 2 });
  const config = await writeLabConfig(lab.folder, flightLabSettings(lab.config, {}));
  const go = join(lab.folder, 'go');
  const flight = await createFakeFlight(db, [
    fakeJob('a', 'fake-test', { xen_boot_waits_for: go, leave_behind: 'yes' }),
    fakeJob('b', 'fake-test', { step_ms: '10' }),
    fakeJob('c', 'fake-test', { step_ms: '10' }),
  ]);
  const startRunner = () =>
    startLabProcess('runner', osstestCommand('flight', 'run', String(flight), '--config', config));
  const first = startRunner();
  const touchesOf = (job: string) => lab.touches().filter((touch) => touch.job === `${flight}.${job}`);
  await pollUntil(
    () =>
      Promise.resolve(
        touchesOf('a').some(({ what }) => what === 'xen-boot') ? { done: true } : { waiting: first.log.join('\n') },
      ),
    {
      subject: 'the first job',
      timeoutMs: minutes(12),
      intervalMs: 20,
    },
  );
  first.kill('SIGKILL');
  await first.ended;
  const before = touchesOf('a').length;
  const second = startRunner();
  await writeFile(go, '');
  await second.ended;
  t.deepEqual(
    (await readJobs(db, flight)).map(({ job, status }) => `${job} ${status}`),
    ['a pass', 'b pass', 'c pass'],
    second.log.join('\n'),
  );
  t.is((await readFlight(db, flight))?.blessing, 'real');
  t.deepEqual(await readAttempts(db, { flight }), [], 'no job ran again');
  t.true(touchesOf('a').length > before, 'the job continued without a runner');
  for (const job of ['a', 'b', 'c']) t.is(new Set(touchesOf(job).map(({ pid }) => pid)).size, 1);
  t.deepEqual(overlaps(lab.touches()), []);
  const left = Number(await readFile(join(lab.config.paths.stashDir, String(flight), 'a', 'left-behind'), 'utf8'));
  t.true(left > 0);
  t.is(identifyProcess(left), null, 'the process that the job started ended with the job');
});

test('a job whose task was ended by another session records nothing more, and runs again', async (t) => {
  t.timeout(minutes(15));
  await using db = await freshDatabase();
  await using lab = await startFakeLab(db, { hosts: 1 });
  const go = join(lab.folder, 'go');
  const flight = await createFakeFlight(db, [fakeJob('a', 'fake-test', { xen_boot_waits_for: go })]);
  const signal = new AbortController().signal;
  const running = runFlight(db, { flight, config: lab.config, sinks: [], signal });
  await pollUntil(
    () => Promise.resolve(lab.touches().length > 2 ? { done: true } : { waiting: 'xen-boot has not started' }),
    {
      subject: 'the job',
      timeoutMs: minutes(12),
      intervalMs: 20,
    },
  );
  await db.none('update tasks set live = false where live');
  await writeFile(go, '');
  t.is((await running)['a']?.status, 'pass');
  const attempts = await readAttempts(db, { flight });
  t.deepEqual(
    attempts.map(({ job, why, status }) => [job, why, status]),
    [['a', 'lost', 'broken']],
  );
  t.is((await readSteps(db, { flight, job: 'a' })).length, 15);
});

// 50 moments: crash.lab.test.ts
test('a flight completes although a process is killed at 3 random moments', async (t) => {
  t.timeout(minutes(20));
  const { findings, figures } = await runFlightCrashLab({ moments: 3, seed: 5 });
  t.log(figures);
  t.deepEqual(findings, []);
});
