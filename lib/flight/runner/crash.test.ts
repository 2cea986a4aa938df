import test from 'ava';
import { readFile } from 'node:fs/promises';
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

test('a runner that is killed is replaced by starting it again: jobs that still run are waited for', async (t) => {
  t.timeout(minutes(6));
  await using db = await freshDatabase();
  await using lab = await startFakeLab(db, { hosts: 2 });
  const config = await writeLabConfig(lab.folder, flightLabSettings(lab.config, {}));
  const flight = await createFakeFlight(db, [
    fakeJob('a', 'fake-test', { step_ms: '300', leave_behind: 'yes' }),
    fakeJob('b', 'fake-test', { step_ms: '10' }),
    fakeJob('c', 'fake-test', { step_ms: '10' }),
  ]);
  const startRunner = () =>
    startLabProcess('runner', osstestCommand('flight', 'run', String(flight), '--config', config));
  const first = startRunner();
  const touchesOf = (job: string) => lab.touches().filter((touch) => touch.job === `${flight}.${job}`);
  await pollUntil(
    () => Promise.resolve(touchesOf('a').length > 1 ? { done: true } : { waiting: first.log.join('\n') }),
    {
      subject: 'the first job',
      timeoutMs: minutes(4),
      intervalMs: 20,
    },
  );
  first.kill('SIGKILL');
  await first.ended;
  const before = touchesOf('a').length;
  const second = startRunner();
  await second.ended;
  t.deepEqual(
    (await readJobs(db, flight)).map(({ job, status }) => `${job} ${status}`),
    ['a pass', 'b pass', 'c pass'],
    second.log.join('\n'),
  );
  t.is((await readFlight(db, flight))?.blessing, 'real');
  t.deepEqual(await readAttempts(db, { flight }), [], 'nothing was run again');
  t.true(touchesOf('a').length > before, 'it went on without a runner');
  for (const job of ['a', 'b', 'c']) t.is(new Set(touchesOf(job).map(({ pid }) => pid)).size, 1);
  t.deepEqual(overlaps(lab.touches()), []);
  const left = Number(await readFile(join(lab.config.paths.stashDir, String(flight), 'a', 'left-behind'), 'utf8'));
  t.true(left > 0);
  t.is(identifyProcess(left), null, 'what it had started was ended with it, without a runner');
});

test('a job whose task was ended by somebody is not aborted: it records nothing more, and is run again', async (t) => {
  t.timeout(minutes(6));
  await using db = await freshDatabase();
  await using lab = await startFakeLab(db, { hosts: 1 });
  const flight = await createFakeFlight(db, [fakeJob('a', 'fake-test', { step_ms: '300' })]);
  const signal = new AbortController().signal;
  const running = runFlight(db, { flight, config: lab.config, sinks: [], signal });
  await pollUntil(() => Promise.resolve(lab.touches().length > 2 ? { done: true } : { waiting: 'it begins' }), {
    subject: 'the job',
    timeoutMs: minutes(4),
    intervalMs: 20,
  });
  await db.none('update tasks set live = false where live');
  t.is((await running)['a']?.status, 'pass');
  const attempts = await readAttempts(db, { flight });
  t.deepEqual(
    attempts.map(({ job, why, status }) => [job, why, status]),
    [['a', 'lost', 'broken']],
  );
  t.is((await readSteps(db, { flight, job: 'a' })).length, 15);
});

// 50 moments: crash.lab.test.ts
test('a flight is completed whatever is killed, at 3 random moments', async (t) => {
  t.timeout(minutes(5));
  const { findings, figures } = await runFlightCrashLab({ moments: 3, seed: 5 });
  t.log(figures);
  t.deepEqual(findings, []);
});
