import test from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LabEvent } from '../../../typings/events.ts';
import type { JobRecord } from '../../../typings/report.ts';
import { listHosts } from '../../coordination/host/host-row.ts';
import { JobNotRunnableError } from '../../errors/flight-errors.ts';
import { createFlight } from '../../record/flights/create-flight.ts';
import { setJobStatus } from '../../record/recorder/job-status.ts';
import { readFlightRecord } from '../../record/flights/read-flight-record.ts';
import { oneHostLab, type OneHostLab } from '../../testing/hosts/one-host-lab.ts';
import { RECIPE_MODULE } from '../load/recipe-module.ts';
import { runJob } from './run-job.ts';
import { runFlight } from '../runner/run-flight.ts';

const OWN_RECIPE = fileURLToPath(new URL('../../testing/hosts/own-recipe.ts', import.meta.url));

async function makeJob(
  lab: OneHostLab,
  runvars: Readonly<Record<string, string>>,
  recipe = 'own-recipe',
): Promise<number> {
  const all = {
    all_hostflags: 'arch-amd64',
    ...(recipe === 'own-recipe' ? { [RECIPE_MODULE]: OWN_RECIPE } : {}),
    ...runvars,
  };
  return createFlight(lab.db, {
    branch: 'self-test',
    intended: 'play',
    blessing: 'play',
    jobs: [{ job: 'job', recipe, runvars: all }],
  });
}

async function runOne(lab: OneHostLab, runvars: Readonly<Record<string, string>>): Promise<JobRecord> {
  const { db, config } = lab;
  const flight = await makeJob(lab, runvars);
  await runJob(db, { flight, job: 'job', config, sinks: [], signal: new AbortController().signal });
  return (await readFlightRecord(db, { flight, stashDir: config.paths.stashDir })).jobs[0]!;
}

const steps = (record: JobRecord): string[] =>
  record.steps.map(({ testid, status, reason }) => `${testid} ${status}${reason === null ? '' : `: ${reason}`}`);
const isFree = async ({ db }: OneHostLab): Promise<boolean> =>
  (await listHosts(db)).every(({ owner }) => owner === null);

test('a passed job has its runvars and files recorded, and its host is free', async (t) => {
  await using lab = await oneHostLab();
  const record = await runOne(lab, { what: 'pass' });
  t.is(record.job.status, 'pass');
  t.deepEqual(steps(record), ['build-check(1) pass', 'hosts-allocate pass', 'do-what pass', 'capture-logs(4) pass']);
  t.like(record.runvars, { host: 'host1', done: 'yes' });
  t.is(await readFile(join(record.stashFolder ?? '', 'seen'), 'utf8'), 'on the host');
  t.true(await isFree(lab));
});

const ends = test.macro(async (t, what: string, status: string, reason: RegExp) => {
  await using lab = await oneHostLab();
  const record = await runOne(lab, { what });
  t.is(record.job.status, status as never);
  t.is(record.steps[2]?.status, status as never);
  t.regex(record.steps[2]?.reason ?? '', reason);
  t.is(record.steps[3]?.testid, 'capture-logs(4)', 'the logs are captured after a failure');
  t.true(await isFree(lab));
});

test('a test that fails makes the job fail, with its reason', ends, 'fail', 'fail', /^it is wrong$/);
test(
  'a command that fails makes the job fail, with its output as the reason',
  ends,
  'command',
  'fail',
  /^host1: .* exited 3 .*: why$/,
);
test('a bug in a test makes the job fail', ends, 'bug', 'fail', /^x is not a function$/);
test('a missing input makes the job blocked', ends, 'needs', 'blocked', /^runvar "revision_xen": not set/);
test(
  'a test that does not return fails at its timeout, with its last progress as the reason',
  ends,
  'hang',
  'fail',
  /^do-what: not within 20 s \(last seen: running "sleep 60"\)$/,
);

test('a crashed host makes the job broken', async (t) => {
  await using lab = await oneHostLab();
  await lab.sshd.stop();
  const record = await runOne(lab, { what: 'pass' });
  t.is(record.job.status, 'broken');
  t.regex(record.steps[2]?.reason ?? '', /^host1: /);
  t.true(await isFree(lab));
});

const stopped = test.macro(async (t, stopAt: RegExp, statuses: readonly string[]) => {
  await using lab = await oneHostLab();
  const { db, config } = lab;
  const controller = new AbortController();
  const sink = {
    name: 'stop',
    write: (event: LabEvent) => {
      if (stopAt.test(JSON.stringify(event))) controller.abort(new Error('SIGINT'));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const flight = await makeJob(lab, { what: 'hang' });
  const outcome = await runJob(db, { flight, job: 'job', config, sinks: [sink], signal: controller.signal });
  t.is(outcome.status, 'aborted');
  const record = (await readFlightRecord(db, { flight, stashDir: config.paths.stashDir })).jobs[0]!;
  t.is(record.job.status, 'aborted');
  t.deepEqual(
    record.steps.map(({ status }) => status),
    statuses,
  );
  t.true(await isFree(lab));
});

test('a job that is stopped while it books a host is aborted', stopped, /hosts-allocate.*"kind":"started"/, [
  'pass',
  'aborted',
]);
test('a job that is stopped in a step is aborted, and no further step runs', stopped, /waiting for nothing/, [
  'pass',
  'pass',
  'aborted',
]);

test('a job whose recipe has planned tests is blocked before a host is booked', async (t) => {
  await using lab = await oneHostLab();
  const { db, config } = lab;
  const flight = await makeJob(lab, {}, 'test-win');
  const outcome = await runFlight(db, { flight, config, sinks: [], signal: new AbortController().signal });
  t.is(outcome['job']?.status, 'blocked');
  t.regex(outcome['job']?.reason ?? '', /not written yet: .*windows-install/);
  const record = (await readFlightRecord(db, { flight, stashDir: config.paths.stashDir })).jobs[0]!;
  t.deepEqual(
    record.steps.map(({ testid, status }) => `${testid} ${status}`),
    ['build-check(1) blocked'],
  );
});

test('a job that has run does not run again', async (t) => {
  await using lab = await oneHostLab();
  const { db, config } = lab;
  const flight = await makeJob(lab, { what: 'pass' });
  await setJobStatus(db, { flight, job: 'job' }, 'pass');
  const again = runJob(db, { flight, job: 'job', config, sinks: [], signal: new AbortController().signal });
  t.like(await t.throwsAsync(again, { instanceOf: JobNotRunnableError }), {
    code: 'JOB_NOT_RUNNABLE',
    blame: 'operator',
  });
});
