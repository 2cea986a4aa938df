import test from 'ava';
import { createFlight } from '../record/create-flight.ts';
import { readFlightRecord } from '../report/read-flight-record.ts';
import { collectingSink, realLab } from '../testing/real-lab.ts';
import { minutes } from '../util/units.ts';
import { openHarness } from './open-harness.ts';
import { runFlight } from './run-flight.ts';

const runsOnRealBox = test.macro({
  exec: async (t, recipe: string, steps: readonly string[]) => {
    t.timeout(minutes(40));
    await using lab = await realLab();
    const { config } = lab;
    await using db = await openHarness(config);
    const sink = collectingSink();
    const job = `test-amd64-amd64-${recipe}`;
    const flight = await createFlight(db, {
      branch: 'self-test',
      intended: 'play',
      blessing: 'play',
      jobs: [{ job, recipe, runvars: { arch: 'amd64', all_hostflags: 'arch-amd64,purpose-test' } }],
    });
    const signal = new AbortController().signal;
    const outcome = await runFlight(db, { flight, config, sinks: [sink], signal, fresh: false });
    const record = (await readFlightRecord(db, { flight, stashDir: config.paths.stashDir })).jobs[0];
    for (const { testid, status, reason } of record?.steps ?? []) t.log(`${testid}: ${status} ${reason ?? ''}`);
    for (const event of sink.events) if (event.kind === 'progress') t.log(`  ${event.message}`);
    t.deepEqual(outcome[job], { status: 'pass', reason: null });
    const found = record?.steps.map(({ testid, status }) => `${testid}: ${status}`) ?? [];
    for (const step of steps) t.true(found.includes(step), step);
  },
  title: (_, recipe: string) => `${recipe} runs on a real box`,
});

test.serial(runsOnRealBox, 'test-pvh', [
  'guest-start: pass',
  'migrate-support-check: pass',
  'guest-saverestore: pass',
  'guest-localmigrate: pass',
  'guest-stop: pass',
]);
