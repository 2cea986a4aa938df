import test from 'ava';
import type { LabEvent } from '../../../typings/events.ts';
import type { Db } from '../../db/db.ts';
import { AbortedError, TimeoutError } from '../../errors/general-errors.ts';
import { FlightBlessedError, JobLostError, JobNotFoundError } from '../../errors/record-errors.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { blessFlight } from '../flights/bless-flight.ts';
import { createFlight } from '../flights/create-flight.ts';
import { openJobRecorder } from './job-recorder.ts';
import { setJobStatus } from './job-status.ts';
import { markLostJobs } from './mark-lost-jobs.ts';
import { readFlight, readHarnesses, readJob, readJobs, readRunvars, readSteps } from '../flights/read-records.ts';
import { statusOfError } from '../statuses.ts';

const collect = (events: LabEvent[]) => ({
  name: 'list',
  write: (event: LabEvent) => void events.push(event),
  [Symbol.asyncDispose]: () => Promise.resolve(),
});

const makeFlight = (db: Db): Promise<number> =>
  createFlight(db, {
    branch: 'xen-unstable',
    intended: 'real',
    jobs: [
      { job: 'test-b', recipe: 'test-debian', runvars: { arch: 'amd64', empty: '' } },
      { job: 'build-a', recipe: 'build', runvars: {} },
    ],
    harness: 'rev1',
  });

const makeTask = async (db: Db): Promise<number> =>
  (
    await db.one<{ taskid: number }>(
      `insert into tasks (type, refkey, live) values ('static', 'tester', true) returning taskid`,
    )
  ).taskid;

test('createFlight creates the flight, its jobs and their runvars in one transaction', async (t) => {
  await using db = await freshDatabase();
  const flight = await makeFlight(db);
  t.deepEqual(await readFlight(db, flight), {
    flight,
    branch: 'xen-unstable',
    blessing: 'constructing',
    intended: 'real',
    startedAt: null,
  });
  t.deepEqual(await readJobs(db, flight), [
    { flight, job: 'build-a', recipe: 'build', status: 'queued' },
    { flight, job: 'test-b', recipe: 'test-debian', status: 'queued' },
  ]);
  t.deepEqual(await readRunvars(db, { flight }), [
    { job: 'test-b', name: 'arch', value: 'amd64', synth: false },
    { job: 'test-b', name: 'empty', value: '', synth: false },
  ]);
  t.deepEqual(await readHarnesses(db, flight), ['rev1']);
});

test('createFlight creates nothing when two jobs have the same name', async (t) => {
  await using db = await freshDatabase();
  const job = { job: 'x', recipe: 'r', runvars: {} };
  await t.throwsAsync(createFlight(db, { branch: 'b', intended: null, jobs: [job, job] }), { code: 'QUERY_FAILED' });
  t.is((await db.one<{ n: number }>('select count(*)::int as n from flights')).n, 0);
});

test('readFlight and readJob return null for what does not exist', async (t) => {
  await using db = await freshDatabase();
  t.is(await readFlight(db, 99), null);
  t.is(await readJob(db, { flight: 99, job: 'x' }), null);
});

test('blessFlight changes only the blessings that it expects, and those of play flights', async (t) => {
  await using db = await freshDatabase();
  const flight = await makeFlight(db);
  const error = await t.throwsAsync(blessFlight(db, { flight, blessing: 'real', expected: ['running'] }), {
    instanceOf: FlightBlessedError,
  });
  t.is(error.found, 'constructing');
  await blessFlight(db, { flight, blessing: 'my play', expected: ['constructing'], harness: 'rev2' });
  await blessFlight(db, { flight, blessing: 'real', expected: ['running'], harness: 'rev2' });
  await t.throwsAsync(blessFlight(db, { flight, blessing: 'display', expected: ['running'] }));
  t.is((await readFlight(db, flight))?.blessing, 'real');
  t.deepEqual(await readHarnesses(db, flight), ['rev1', 'rev2']);
  await t.throwsAsync(blessFlight(db, { flight: 99, blessing: 'real', expected: [] }), { code: 'FLIGHT_NOT_FOUND' });
});

test('openJobRecorder marks the flight as started and running, and records task and harness', async (t) => {
  await using db = await freshDatabase();
  const flight = await makeFlight(db);
  const taskId = await makeTask(db);
  const before = Math.floor(Date.now() / 1000);
  const recorder = await openJobRecorder(db, { flight, job: 'build-a', taskId, sinks: [], harness: 'rev2+' });
  t.is(recorder.recipe, 'build');
  const found = await readFlight(db, flight);
  t.is(found?.blessing, 'running');
  t.true((found?.startedAt?.getTime() ?? 0) >= before * 1000);
  t.deepEqual(await readHarnesses(db, flight), ['rev1', 'rev2+']);
  t.like(await db.one('select * from job_tasks'), { flight, job: 'build-a', taskid: taskId });
  await db.none('update flights set started = 5');
  await openJobRecorder(db, { flight, job: 'test-b', taskId, sinks: [] });
  t.deepEqual((await readFlight(db, flight))?.startedAt, new Date(5000));
});

test('openJobRecorder throws when there is no such job', async (t) => {
  await using db = await freshDatabase();
  await t.throwsAsync(openJobRecorder(db, { flight: 1, job: 'x', taskId: null, sinks: [] }), {
    instanceOf: JobNotFoundError,
  });
});

test('steps are recorded with testid, times in ms, reason, code, blame and host, and emit their events', async (t) => {
  await using db = await freshDatabase();
  const flight = await makeFlight(db);
  const events: LabEvent[] = [];
  const expected = new Map([['xen-boot', 9000]]);
  const recorder = await openJobRecorder(db, {
    flight,
    job: 'test-b',
    taskId: null,
    sinks: [collect(events)],
    expected,
  });
  const [first, second] = await Promise.all([
    recorder.startStep({ script: 'ts-build-check', testid: (stepno) => `build-check(${stepno})` }),
    recorder.startStep({ script: 'ts-xen-boot', testid: 'xen-boot', host: 'qemu0' }),
  ]);
  second.emitter.progress('waiting');
  await first.finish('pass');
  const error = new TimeoutError('qemu0: ssh', 1000);
  await second.finish(statusOfError(error), null, error);
  const steps = await readSteps(db, { flight, job: 'test-b' });
  t.like(steps[0], { stepno: 1, script: 'ts-build-check', testid: 'build-check(1)', status: 'pass', reason: null });
  t.like(steps[1], {
    stepno: 2,
    status: 'fail',
    reason: 'qemu0: ssh: not within 1 s',
    errorCode: 'TIMED_OUT',
    blame: 'test',
    host: 'qemu0',
  });
  const { started, finished } = await db.one<{ started: number; finished: number }>(
    'select started, finished from steps where stepno = 2',
  );
  t.is(started, Math.floor((steps[1]?.startedAt?.getTime() ?? 0) / 1000));
  t.is(finished, Math.floor((steps[1]?.finishedAt?.getTime() ?? 0) / 1000));
  t.deepEqual(
    events.map(({ kind, stepno, host }) => [kind, stepno, host]),
    [
      ['job-started', undefined, undefined],
      ['started', 1, undefined],
      ['started', 2, 'qemu0'],
      ['progress', 2, 'qemu0'],
      ['finished', 1, undefined],
      ['finished', 2, 'qemu0'],
    ],
  );
});

test('a second recorder of a job continues with the next number', async (t) => {
  await using db = await freshDatabase();
  const flight = await makeFlight(db);
  const options = { flight, job: 'test-b', taskId: null, sinks: [] };
  await (await openJobRecorder(db, options)).startStep({ script: 'ts-a', testid: 'a' });
  const step = await (await openJobRecorder(db, options)).startStep({ script: 'ts-b', testid: 'b' });
  t.is(step.stepno, 2);
});

test('a broken or aborted job stays so, whatever status is set', async (t) => {
  await using db = await freshDatabase();
  const flight = await makeFlight(db);
  const recorder = await openJobRecorder(db, { flight, job: 'test-b', taskId: null, sinks: [] });
  t.is(await recorder.setStatus('running'), 'running');
  t.is(await recorder.finish('broken', 'capture-logs'), 'broken');
  t.is(await recorder.finish('pass'), 'broken');
  await setJobStatus(db, { flight, job: 'build-a' }, 'aborted');
  t.deepEqual(await setJobStatus(db, { flight, job: 'build-a' }, 'broken'), { status: 'aborted', changed: false });
});

test('setRunvar records an output, even over an input', async (t) => {
  await using db = await freshDatabase();
  const flight = await makeFlight(db);
  const recorder = await openJobRecorder(db, { flight, job: 'test-b', taskId: null, sinks: [] });
  await recorder.setRunvar('host', 'qemu0');
  await recorder.setRunvar('arch', "it's $1 ${x}");
  t.deepEqual(
    (await readRunvars(db, { flight, job: 'test-b' })).filter(({ synth }) => synth),
    [
      { job: 'test-b', name: 'arch', value: "it's $1 ${x}", synth: true },
      { job: 'test-b', name: 'host', value: 'qemu0', synth: true },
    ],
  );
});

test('nothing is recorded under a dead task', async (t) => {
  await using db = await freshDatabase();
  const flight = await makeFlight(db);
  const taskId = await makeTask(db);
  const recorder = await openJobRecorder(db, { flight, job: 'test-b', taskId, sinks: [] });
  const step = await recorder.startStep({ script: 'ts-a', testid: 'a' });
  await recorder.setStatus('running');
  await db.none('update tasks set live = false where taskid = $1', [taskId]);
  await t.throwsAsync(recorder.startStep({ script: 'ts-b', testid: 'b' }), { instanceOf: JobLostError });
  await t.throwsAsync(step.finish('pass'), { instanceOf: JobLostError });
  await t.throwsAsync(recorder.setStatus('aborted'), { instanceOf: JobLostError });
  await t.throwsAsync(recorder.setRunvar('host', 'qemu0'), { instanceOf: JobLostError });
  t.deepEqual(await markLostJobs(db), [{ flight, job: 'test-b', taskId, testids: ['a'] }]);
  await t.throwsAsync(step.finish('pass'), { instanceOf: JobLostError });
  await t.throwsAsync(recorder.finish('pass'), { instanceOf: JobLostError });
  t.like(await readSteps(db, { flight }), [
    { testid: 'a', status: 'broken', reason: 'harness ended before the step', errorCode: 'JOB_LOST', blame: 'lab' },
  ]);
});

test('markLostJobs does not change finished jobs, live jobs, and jobs of other harnesses', async (t) => {
  await using db = await freshDatabase();
  const job = (name: string) => ({ job: name, recipe: 'r', runvars: {} });
  const names = ['done', 'alive', 'others', 'lost', 'deleted'];
  const flight = await createFlight(db, { branch: 'b', intended: null, jobs: names.map(job) });
  const taskIds = { done: 0, alive: 0, others: 0, lost: 0, deleted: 0 } as Record<string, number>;
  for (const name of names) {
    const { taskid } = await db.one<{ taskid: number }>(
      `insert into tasks (type, refkey, live) values ('ownd', $1, true) returning taskid`,
      [name],
    );
    taskIds[name] = taskid;
    const recorder = await openJobRecorder(db, { flight, job: name, taskId: taskid, sinks: [] });
    await recorder.setStatus('preparing');
    const passed = await recorder.startStep({ script: 'ts-one', testid: 'one' });
    await passed.finish('pass');
    if (name === 'done') await recorder.finish('pass');
    else await recorder.startStep({ script: 'ts-two', testid: 'two' });
  }
  await db.none(`update tasks set live = false where refkey in ('done', 'others', 'lost')`);
  await db.none(`delete from tasks where refkey = 'deleted'`);
  await db.none(`delete from job_tasks where job = 'others'`);
  const lost = await markLostJobs(db);
  t.deepEqual(Object.fromEntries(lost.map(({ job: name, testids }) => [name, testids])), {
    deleted: ['two'],
    lost: ['two'],
  });
  t.deepEqual(
    (await readJobs(db, flight)).map(({ job: name, status }) => [name, status]),
    [
      ['alive', 'preparing'],
      ['deleted', 'broken'],
      ['done', 'pass'],
      ['lost', 'broken'],
      ['others', 'preparing'],
    ],
  );
  t.is(
    (await readSteps(db, { flight })).filter(({ status, testid }) => testid === 'one' && status === 'pass').length,
    5,
  );
  t.deepEqual(await markLostJobs(db), []);
});

test('blame decides the status in one table; an error of another class is the test’s', (t) => {
  t.is(statusOfError(new TimeoutError('x', 1)), 'fail');
  t.is(statusOfError(new TimeoutError('x', 1), 'blocked'), 'blocked');
  t.is(statusOfError(new Error('x')), 'fail');
  t.is(statusOfError(new JobLostError(1, 'j', 'x'), 'blocked'), 'broken');
  t.is(statusOfError(new AbortedError('x')), 'aborted');
});
