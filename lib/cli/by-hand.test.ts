import test from 'ava';
import type { Db } from '../db/db.ts';
import { none } from '../db/query.ts';
import { sql } from '../db/sql.ts';
import { syncHosts } from '../coordination/host/sync-hosts.ts';
import { reapDeadTasks } from '../coordination/task/reap-dead-tasks.ts';
import { freshDatabase } from '../testing/database/fresh-database.ts';
import { onDatabase, runInTerminal } from '../testing/machine/run-in-terminal.ts';
import { main } from './main.ts';
import { EMPTY_PLAN } from '../coordination/plan/plan-document.ts';
import { bookResources } from '../coordination/plan/book-plan.ts';
import { resetPlan } from '../coordination/plan/reset-plan.ts';
import { holdHost } from '../coordination/host/hold-host.ts';
import { queueStore } from '../coordination/queue/queue-store.ts';
import type { WaitExplanation } from '../flight/forecast/explain-wait.ts';
import { createFakeFlight, fakeJob } from '../testing/fakes/fake-flight.ts';
import { parseDuration } from './flags/parse-duration.ts';
import { UsageError } from '../errors/usage-error.ts';

const writeWaiters = sql<{ waiters: string }>('coordination/write-waiters');
const keepPlans = sql<{ plans: string }>('coordination/keep-plans');

const osstest = (db: Db, ...words: string[]) => runInTerminal(main, [...onDatabase(db), ...words]);

test('osstest host allocates, blocks, frees and changes a host', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [{ name: 'a', flags: ['arch-amd64'], properties: { ether: '1' } }]);
  const run = (...words: string[]) => osstest(db, 'host', ...words);
  t.like(await run('allocate', 'a', '--reason', 'bug 7', '--expires', '2h'), { exitCode: 0 });
  t.regex((await run('show', 'a')).stdout, /^a: bug 7 \(.+@.+\) since .*\nhold: allocated by .+@.+ until .*: bug 7\n/);
  t.like(await run('allocate', 'a', '--reason', 'me too'), { exitCode: 4, stdout: '' });
  t.like(await run('free', 'a', '--from', 'bob@desk'), { exitCode: 4 });
  t.like(await run('free', 'a'), { exitCode: 0 });
  await reapDeadTasks(db);
  t.regex((await run('block', 'a', '--reason', 'new fan')).stdout, /^a: blocked by .*: new fan\n$/);
  t.like(await run('unblock', 'a'), { exitCode: 0 });
  t.is((await run('flags', 'a', '--add', 'fast', '--remove', 'arch-amd64')).stdout, 'fast\n');
  t.is((await run('props', 'a', '--prop', 'rack=7', '--remove', 'ether')).stdout, 'rack=7\n');
  t.like(JSON.parse((await run('show', 'a', '--json')).stdout), { name: 'a', flags: ['fast'], hold: null });
  t.is((await run('show', 'z')).exitCode, 4);
});

test('osstest queue shows the waiting jobs, their needs and the users of the hosts; osstest plan show shows the times', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [{ name: 'a', flags: ['arch-amd64'], properties: {} }]);
  t.is((await osstest(db, 'queue')).stdout, 'The queue is empty.\n');
  t.regex((await osstest(db, 'plan', 'show')).stdout, /^There is no plan/);
  const waiters = [{ job: '7.test-x', peer: '[::1]:5', info: { job: '7.test-x' }, sinceMs: Date.now() - 60_000 }];
  await none(db, writeWaiters, { waiters: JSON.stringify([...waiters, { ...waiters[0], info: {}, job: '8.new' }]) });
  const Events = {
    'host a': [
      { Time: 100, Type: 'Start', Avail: 0, Info: 'job 7.test-x host', Job: '7.test-x' },
      { Time: 200, Type: 'End', Avail: 1, Info: 'job 7.test-x host', Job: '7.test-x' },
    ],
  };
  const plan = { Start: 0, Allocations: {}, Unprocessed: ['9.old'], Events };
  await none(db, keepPlans, { plans: JSON.stringify({ 'last-plan': plan }) });
  const { stdout } = await osstest(db, 'queue');
  t.regex(
    stdout,
    /^1\. 7\.test-x \(\[::1\]:5\) waits .*\n {3}host a: booked for 1970-01-01 00:01 UTC\n {3}expected to/,
  );
  t.regex(stdout, /2\. 8\.new .*\n {3}not planned yet\n$/);
  const shown = (await osstest(db, 'plan', 'show')).stdout;
  t.regex(shown, /host a\n {2}1970-01-01T00:01:40Z Start {3}0 free {2}booked: job 7\.test-x host\n/);
  t.regex(shown, /not asked: 9\.old\n$/);
});

/** A lab of two hosts, one of them taken by a job that usually takes 20 to 60 minutes, and a job that waits for either. */
async function busyLab(db: Db): Promise<string> {
  const host = { flags: ['arch-amd64', 'blessed-real'], properties: {} };
  const other = { name: 'c', flags: ['arch-arm64', 'blessed-real'], properties: {} };
  await syncHosts(db, [{ ...host, name: 'a' }, { ...host, name: 'b' }, other]);
  await holdHost(db, { host: 'b', kind: 'allocate', who: 'ann@desk', reason: 'bug 7' });
  for (const [index, took] of [20, 30, 40, 50, 60].entries()) {
    const flight = await createFakeFlight(db, [fakeJob('test-y', 'fake-test')]);
    await db.none("update jobs set status = 'pass' where flight = $1", [flight]);
    const started = 1_600_000_000 + index;
    await db.none(
      `insert into steps (flight, job, stepno, step, status, testid, started, finished)
       values ($1, 'test-y', 1, 'ts-x', 'pass', 'x', $2, $2 + $3)`,
      [flight, started, took * 60],
    );
  }
  const flight = await createFakeFlight(
    db,
    ['test-x', 'test-z'].map((job) => fakeJob(job, 'fake-test')),
  );
  const waiter = (job: string) => ({ job, peer: '[::1]:5', info: { job }, sinceMs: Date.now() - 60_000 });
  const waiters = [waiter(`${flight}.test-z`), waiter(`${flight}.test-x`)];
  await none(db, writeWaiters, { waiters: JSON.stringify(waiters) });
  const { taskid } = await db.one<{ taskid: number }>(
    `insert into tasks (type, refkey, live) values ('ownd', 'h', true) returning taskid`,
  );
  await db.none("update resources set owntaskid = $1, subtask = '4.test-y host' where resname = 'a'", [taskid]);
  const Start = Math.floor(Date.now() / 1000);
  const began = { ...EMPTY_PLAN, Start: Start - 600 };
  const mine = { Reso: 'host a', Job: '4.test-y', Start: 0, End: 3600, Allocated: { Shareix: 0, Task: taskid } };
  const info = { preinfo: '', job: '4.test-y', peer: '' };
  const then = bookResources(began, JSON.stringify({ Bookings: [mine] }), info);
  const reset = resetPlan(then, await queueStore.listAllocations(db), { now: Start, rogueSeconds: 9e5 });
  const wish = { Reso: 'host a', Job: `${flight}.test-x`, Start: 3001, End: 9000 };
  const plan = bookResources(reset, JSON.stringify({ Bookings: [wish] }), { ...info, job: `${flight}.test-x` });
  await queueStore.keepPlans(db, { 'last-plan': plan });
  return `${flight}.test-x`;
}

test('osstest queue FLIGHT.JOB shows why a job waits: suitable hosts, their users, the jobs ahead, its expected start', async (t) => {
  await using db = await freshDatabase();
  const job = await busyLab(db);
  const { stdout, exitCode } = await osstest(db, 'queue', job);
  t.is(exitCode, 0);
  t.regex(stdout, /^2\. .*\.test-x .* waits 1 min 0\d s\n {3}expected to start .* UTC \(.* UTC to .* UTC\)\n/);
  t.regex(stdout, /\n\* a .* UTC\) +- +4\.test-y host \(h\)/);
  t.regex(stdout, /\n {2}b .* - +allocated by ann@desk: bug 7\n/);
  t.notRegex(stdout, /\n. c /);
  t.regex(stdout, /\nAhead of it in the queue:\n {2}1\. .*\.test-z waits .*; may take a, b\n$/);
  const [wait] = JSON.parse((await osstest(db, 'queue', job, '--json')).stdout) as WaitExplanation[];
  // it runs for 10 minutes already, and took 20, 30, 40, 50 and 60
  const minutesLeft = (ms: number): number => Math.round((ms - Date.now()) / 60_000);
  const { lowMs, atMs, highMs, unknown } = wait!.start!;
  t.deepEqual([minutesLeft(lowMs), minutesLeft(atMs), minutesLeft(highMs)], [10, 30, 50]);
  t.deepEqual(unknown, []);
  t.like(await osstest(db, 'queue', '1.nobody'), { exitCode: 2, stdout: '' });
});

test('parseDuration reads minutes, hours and days', (t) => {
  t.is(parseDuration('2h'), 7_200_000);
  t.throws(() => parseDuration('2 weeks'), { instanceOf: UsageError, message: /write a duration, such as/ });
});
