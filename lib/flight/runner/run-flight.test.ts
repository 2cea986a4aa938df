import test from 'ava';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listHosts } from '../../coordination/host/host-row.ts';
import type { Db } from '../../db/db.ts';
import { main } from '../../cli/main.ts';
import { createFlight } from '../../record/flights/create-flight.ts';
import { forgetFlightOrder } from '../../record/flights/flight-orders.ts';
import { readAttempts } from '../../record/recorder/attempts.ts';
import { readFlight, readJobs, readSteps } from '../../record/flights/read-records.ts';
import { startFakeLab, type FakeLab, type Touch } from '../../testing/fakes/fake-hosts.ts';
import { createFakeFlight, fakeJob, overlaps } from '../../testing/fakes/fake-flight.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { collectingSink } from '../../testing/hosts/real-lab.ts';
import { onDatabase, runInTerminal } from '../../testing/machine/run-in-terminal.ts';
import { pollUntil } from '../../util/poll.ts';
import { identifyProcess } from '../../util/process-identity.ts';
import { minutes } from '../../util/units.ts';
import { runFlight, type FlightOutcome } from './run-flight.ts';

const run = (db: Db, { config }: FakeLab, flight: number, jobsAtOnce?: number): Promise<FlightOutcome> =>
  runFlight(db, {
    flight,
    config,
    sinks: [],
    signal: new AbortController().signal,
    ...(jobsAtOnce === undefined ? {} : { jobsAtOnce }),
  });

/** For tests that start processes; long enough for a machine with a load of 20. */
const LIMIT_MS = minutes(15);

const statuses = async (db: Db, flight: number): Promise<Record<string, string>> =>
  Object.fromEntries((await readJobs(db, flight)).map(({ job, status }) => [job, status]));

const isFree = async (db: Db): Promise<boolean> => (await listHosts(db)).every(({ owner }) => owner === null);

test('runFlight runs each job in a separate process, builds first, and at most one job on a host', async (t) => {
  t.timeout(LIMIT_MS);
  await using db = await freshDatabase();
  await using lab = await startFakeLab(db, { hosts: 2 });
  const flight = await createFakeFlight(db, [
    fakeJob('test-a', 'fake-test', { buildjob: 'build', step_ms: '5' }),
    fakeJob('test-b', 'fake-test', { buildjob: 'build', step_ms: '5', support_check_ends: 'fail' }),
    fakeJob('build', 'fake-build', { revision_xen: 'abc' }),
    fakeJob('test-c', 'fake-test', { buildjob: 'broken-build' }),
    fakeJob('broken-build', 'fake-build', { make_output_ends: 'fail' }),
  ]);
  const sink = collectingSink();
  const outcome = await runFlight(db, {
    flight,
    config: lab.config,
    sinks: [sink],
    signal: new AbortController().signal,
  });
  t.deepEqual(await statuses(db, flight), {
    build: 'pass',
    'broken-build': 'fail',
    'test-a': 'pass',
    'test-b': 'pass',
    'test-c': 'blocked',
  });
  t.regex(outcome['test-c']?.reason ?? '', /buildjob: job \d+\.broken-build is fail, not pass/);
  const touches = lab.touches();
  t.deepEqual(overlaps(touches), []);
  t.true(touches.every(({ pid }) => pid !== process.pid));
  const first = (job: string): number => touches.find((touch) => touch.job.endsWith(job))!.beganAt;
  t.true(first('.test-a') > touches.findLast((touch) => touch.job.endsWith('.build'))!.beganAt);
  const told = sink.events.filter(({ job, kind }) => job === 'test-a' && kind === 'finished');
  t.is(told.length, 15);
  t.true(told.every(({ at }) => at instanceof Date));
  const progress = sink.events.flatMap((event) =>
    event.kind === 'progress' && event.job === undefined ? [event.message] : [],
  );
  t.is(progress.at(-1), '5 of 5 jobs have ended, 0 run');
  t.true(
    progress.every((line) => / of 5 jobs /.test(line)),
    progress.join('\n'),
  );
  t.true(await isFree(db));
});

test('runFlight runs a broken job again and keeps its record, and does not run a failed job again', async (t) => {
  t.timeout(LIMIT_MS);
  await using db = await freshDatabase();
  await using lab = await startFakeLab(db, { hosts: 2 });
  const flight = await createFakeFlight(db, [
    fakeJob('once', 'fake-test', { guest_start_ends: 'broken-once' }),
    fakeJob('always', 'fake-test', { guest_start_ends: 'broken' }),
    fakeJob('failed', 'fake-test', { guest_start_ends: 'fail', capture_logs_ends: 'broken' }),
  ]);
  await run(db, lab, flight);
  t.deepEqual(await statuses(db, flight), { once: 'pass', always: 'broken', failed: 'broken' });
  const attempts = await readAttempts(db, { flight });
  t.deepEqual(
    attempts.map(({ job, attempt, why, status }) => [job, attempt, why, status]),
    [
      ['always', 1, 'broken', 'broken'],
      ['once', 1, 'broken', 'broken'],
    ],
  );
  t.like(attempts[1]?.steps.at(-2), {
    testid: 'guest-start',
    status: 'broken',
    reason: 'guest-start: the lab is broken',
  });
  t.is(
    await readFile(join(lab.config.paths.stashDir, String(flight), 'once', 'attempt-1', 'seen'), 'utf8'),
    'capture-logs',
  );
  const steps = await readSteps(db, { flight, job: 'once' });
  t.deepEqual([steps.length, steps[0]?.testid], [15, 'build-check(1)']);
  await run(db, lab, flight);
  t.is((await readAttempts(db, { flight })).length, 2, 'the limit of attempts holds for all runners together');
});

/** Resolves when a step of a job has started on a host. */
const untilTouched = (lab: FakeLab, job: string, what: string): Promise<Touch> =>
  pollUntil(
    () => {
      const touch = lab.touches().find((each) => each.job.endsWith(`.${job}`) && each.what === what);
      return Promise.resolve(touch === undefined ? { waiting: 'the step has not started' } : { done: touch });
    },
    { subject: `${what} of ${job}`, timeoutMs: LIMIT_MS, intervalMs: 10 },
  );

test('a killed job is recorded as lost and runs again; the record of the killed run remains', async (t) => {
  t.timeout(LIMIT_MS);
  await using db = await freshDatabase();
  await using lab = await startFakeLab(db, { hosts: 1 });
  const go = join(lab.folder, 'go');
  const flight = await createFakeFlight(db, [fakeJob('a', 'fake-test', { xen_boot_waits_for: go })]);
  const running = run(db, lab, flight);
  const { pid } = await untilTouched(lab, 'a', 'xen-boot');
  process.kill(pid, 'SIGKILL');
  await writeFile(go, '');
  t.is((await running)['a']?.status, 'pass');
  const [attempt] = await readAttempts(db, { flight });
  t.like(attempt, { why: 'lost', status: 'broken' });
  const kept = attempt!.steps.map(({ testid, status }) => `${testid} ${status}`);
  t.deepEqual(kept.slice(0, 4), [
    'build-check(1) pass',
    'hosts-allocate pass',
    'host-install(3) pass',
    'xen-install pass',
  ]);
  t.like(attempt!.steps[4], { testid: 'xen-boot', status: 'broken', reason: 'harness ended before the step' });
  t.is((await readSteps(db, { flight, job: 'a' })).length, 15);
  t.deepEqual(overlaps(lab.touches()), []);
  t.true(await isFree(db));
});

test('two runners of a flight run each job once, and both wait for all jobs', async (t) => {
  t.timeout(LIMIT_MS);
  await using db = await freshDatabase();
  await using lab = await startFakeLab(db, { hosts: 3 });
  const names = ['a', 'b', 'c', 'd', 'e'];
  const flight = await createFakeFlight(
    db,
    names.map((name) => fakeJob(name, 'fake-test', { step_ms: '30' })),
  );
  const outcomes = await Promise.all([run(db, lab, flight), run(db, lab, flight)]);
  const ran = outcomes.flatMap((outcome) => Object.keys(outcome)).sort();
  t.deepEqual(ran, names);
  t.deepEqual(overlaps(lab.touches()), []);
  t.is(lab.touches().length, names.length * 13, 'each step ran once');
});

test('after an order to stop no more jobs start; an order to abort stops the running ones', async (t) => {
  t.timeout(LIMIT_MS);
  await using db = await freshDatabase();
  await using lab = await startFakeLab(db, { hosts: 1 });
  const goOf = (name: string): string => join(lab.folder, `go-${name}`);
  const flight = await createFakeFlight(
    db,
    ['a', 'b', 'c'].map((name) => fakeJob(name, 'fake-test', { xen_boot_waits_for: goOf(name) })),
  );
  const osstest = (...words: string[]) => runInTerminal(main, [...onDatabase(db), 'flight', ...words]);
  const running = run(db, lab, flight, 1);
  const first = await untilTouched(lab, 'a', 'xen-boot');
  t.like(await osstest('stop', String(flight), '--reason', 'enough'), { exitCode: 0 });
  await writeFile(goOf('a'), '');
  await running;
  t.deepEqual(await statuses(db, flight), { a: 'pass', b: 'queued', c: 'queued' });
  t.is(first.job, `${flight}.a`);
  await forgetFlightOrder(db, flight);
  const again = run(db, lab, flight, 1);
  await untilTouched(lab, 'b', 'xen-boot');
  const { stdout } = await osstest('abort', String(flight), '--reason', 'really enough');
  t.is(stdout, 'b\nc\n');
  await again;
  t.deepEqual(await statuses(db, flight), { a: 'pass', b: 'aborted', c: 'aborted' });
  const steps = await readSteps(db, { flight, job: 'b' });
  t.like(steps.at(-1), { status: 'aborted', reason: `job ${flight}.b: aborted by order` });
  t.true(await isFree(db));
  t.regex((await osstest('abort', String(flight), 'none', '--reason', 'x')).stderr, /JOB_NOT_FOUND/);
  t.regex((await osstest('stop', '999', '--reason', 'x')).stderr, /FLIGHT_NOT_FOUND/);
});

test('an interrupted runner stops its jobs, and they record that', async (t) => {
  t.timeout(LIMIT_MS);
  await using db = await freshDatabase();
  await using lab = await startFakeLab(db, { hosts: 1 });
  const flight = await createFakeFlight(
    db,
    ['a', 'b'].map((name) => fakeJob(name, 'fake-test', { xen_boot_waits_for: join(lab.folder, 'never') })),
  );
  const controller = new AbortController();
  const running = runFlight(db, { flight, config: lab.config, sinks: [], signal: controller.signal, jobsAtOnce: 1 });
  await untilTouched(lab, 'a', 'xen-boot');
  controller.abort(new Error('SIGINT'));
  await running;
  t.deepEqual(await statuses(db, flight), { a: 'aborted', b: 'queued' });
  t.true(await isFree(db));
});

test('a process takes the next job after a job that passed, left nothing open and started no process that still runs', async (t) => {
  t.timeout(LIMIT_MS);
  await using db = await freshDatabase();
  await using lab = await startFakeLab(db, { hosts: 1 });
  const job = (name: string, runvars: Record<string, string> = {}) => fakeJob(name, 'fake-test', runvars);
  // the process that first reads a module leaves a process of the TypeScript compiler of tsx
  await run(db, lab, await createFakeFlight(db, [job('first')]));
  const flight = await createFakeFlight(db, [
    job('a'),
    job('b'),
    job('c', { leave_behind: 'yes' }),
    job('d', { leave_open: 'yes' }),
    job('e', { guest_start_ends: 'fail' }),
    job('f', { leave_words: 'yes' }),
    job('g'),
  ]);
  await run(db, lab, flight);
  const passed = { a: 'pass', b: 'pass', c: 'pass', d: 'pass', f: 'pass', g: 'pass' };
  t.deepEqual(await statuses(db, flight), { ...passed, e: 'fail' });
  const own = lab.touches().filter((touch) => touch.job.startsWith(`${flight}.`));
  const pids = [...new Map(own.map(({ job: name, pid }) => [name, pid])).values()];
  const [a, b, c, d, e, f, g] = pids;
  t.is(pids.length, 7);
  t.deepEqual([a, b], [c, c], 'a, b and c ran in one process');
  t.is(new Set([c, d, e, f, g]).size, 5);
  const stash = join(lab.config.paths.stashDir, String(flight));
  t.regex(await readFile(join(stash, 'f', 'harness-stderr'), 'utf8'), /^(some words\n)+$/);
  for (const name of ['a', 'g']) t.false((await readdir(join(stash, name))).includes('harness-stderr'), name);
  t.deepEqual(
    pids.map(identifyProcess).filter((found) => found !== null),
    [],
    'no process is left',
  );
});

test('the processes that a job started end with the job', async (t) => {
  t.timeout(LIMIT_MS);
  await using db = await freshDatabase();
  await using lab = await startFakeLab(db, { hosts: 1 });
  const flight = await createFakeFlight(db, [fakeJob('a', 'fake-test', { leave_behind: 'yes' })]);
  await run(db, lab, flight);
  const stash = join(lab.config.paths.stashDir, String(flight), 'a');
  const left = Number(await readFile(join(stash, 'left-behind'), 'utf8'));
  t.true(left > 0);
  await pollUntil(
    () => Promise.resolve(identifyProcess(left) === null ? { done: true } : { waiting: 'the process runs' }),
    {
      subject: `end of process ${left}`,
      timeoutMs: LIMIT_MS,
      intervalMs: 20,
    },
  );
});

test('job rerun archives a run; of jobs that passed or failed only in a play flight', async (t) => {
  t.timeout(LIMIT_MS);
  await using db = await freshDatabase();
  const job = (name: string, status: 'broken' | 'fail') => ({ ...fakeJob(name, 'fake-test'), status });
  const jobs = [job('a', 'broken'), job('b', 'fail')];
  const make = (blessing: string) => createFlight(db, { branch: 'x', intended: null, blessing, jobs, harness: 'test' });
  const [running, play, real] = [await make('running'), await make('play'), await make('real')];
  const rerun = (name: string) => runInTerminal(main, [...onDatabase(db), 'job', 'rerun', name]);
  t.like(await rerun(`${running}.a`), {
    exitCode: 0,
    stdout: `${running}.a: its run 1 is retained; the job can run again\n`,
  });
  t.deepEqual(await statuses(db, running!), { a: 'retriable', b: 'fail' });
  t.regex(
    (await rerun(`${running}.b`)).stderr,
    /is fail; only broken, starved, blocked, aborted can be run again here/,
  );
  t.like(await rerun(`${play}.b`), { exitCode: 0 });
  t.regex((await rerun(`${real}.a`)).stderr, /is blessed "real"; clone it .*FLIGHT_CLOSED/);
  t.regex((await rerun(`${real}.z`)).stderr, /JOB_NOT_FOUND/);
});

test('osstest flight run runs a flight, and blesses it when all jobs have ended', async (t) => {
  t.timeout(LIMIT_MS);
  await using db = await freshDatabase();
  await using lab = await startFakeLab(db, { hosts: 1 });
  const flight = await createFakeFlight(db, [
    fakeJob('a', 'fake-test', { buildjob: 'b' }),
    { ...fakeJob('b', 'fake-build'), status: 'fail' },
  ]);
  const settings = ['--set', `paths.stateDir=${lab.folder}`, '--set', 'qemu.hosts=0'];
  const words = [...onDatabase(db), ...settings, 'flight', 'run', String(flight)];
  const { stdout, stderr, exitCode } = await runInTerminal(main, words);
  t.is(exitCode, 1, stderr);
  t.regex(stdout, /a build-check\(1\): blocked: buildjob: job \d+\.b is fail/);
  t.is((await readFlight(db, flight))?.blessing, 'real');
});
