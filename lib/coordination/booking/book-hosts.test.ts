import type { Db } from '../../db/db.ts';
import test from 'ava';
import {
  LostBookingError,
  NoCandidateError,
  BadRequestError,
  LostTaskError,
} from '../../errors/coordination-errors.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { killTaskSessions } from '../../testing/database/kill-sessions.ts';
import { pollUntil } from '../../util/poll.ts';
import { systemClock } from '../../util/clock.ts';
import { listHosts } from '../host/host-row.ts';
import { syncHosts } from '../host/sync-hosts.ts';
import { openTask } from '../task/open-task.ts';
import { reapDeadTasks, type Reaped } from '../task/reap-dead-tasks.ts';
import { bookHosts } from './book-hosts.ts';

const host = (
  name: string,
  ...flags: string[]
): { name: string; flags: string[]; properties: Record<string, string> } => ({
  name,
  flags: ['arch-amd64', ...flags],
  properties: { ether: `52:54:00:00:00:${name}` },
});
const oneHost = { host: { flags: ['arch-amd64'] } };

test('bookHosts returns a free host with its flags and properties; the end of the booking frees it', async (t) => {
  await using db = await freshDatabase();
  t.deepEqual(await syncHosts(db, [host('a'), host('b')]), ['a', 'b']);
  {
    await using booking = await bookHosts(db, { requests: oneHost, flight: 7, job: 'test-x' });
    t.is(booking.host.name, 'a');
    t.deepEqual(booking.host.flags, ['arch-amd64']);
    t.deepEqual(booking.host.properties, { ether: '52:54:00:00:00:a' });
    t.is(booking.hosts.host, booking.host);
    await booking.host.guard.stillMine();
    const [a, b] = await listHosts(db);
    t.is(a!.owner!.subtask, '7.test-x host');
    t.is(a!.generation, booking.host.generation);
    t.is(b!.owner, null);
  }
  t.deepEqual(
    (await listHosts(db)).map(({ owner }) => owner),
    [null, null],
  );
});

test('bookHosts waits while other tasks have all hosts, names them, and continues when a host is free', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [host('a')]);
  const first = await bookHosts(db, { requests: oneHost, job: 'first' });
  const reasons: string[] = [];
  let onFirst: () => void = () => undefined;
  const waits = new Promise<void>((resolve) => (onFirst = resolve));
  const onWaiting = (reason: string): void => {
    reasons.push(reason);
    onFirst();
  };
  const waiting = bookHosts(db, { requests: oneHost, onWaiting });
  await waits;
  t.regex(reasons[0]!, /^host: a is taken by first host \(.*\).*; expected free (in about|within) /);
  await first.release();
  await using second = await waiting;
  t.is(second.host.name, 'a');
  await t.throwsAsync(first.host.guard.stillMine(), { instanceOf: LostBookingError, code: 'LOST_BOOKING' });
  t.not(second.host.generation, first.host.generation);
});

test('bookHosts books all idents or none', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [host('a'), host('b', 'fast')]);
  const requests = { src_host: { flags: ['arch-amd64'] }, dst_host: { flags: ['arch-amd64', 'fast'] } };
  await using one = await bookHosts(db, { requests: { host: { flags: [], host: 'b' } } });
  const stop = new AbortController();
  const waiting = bookHosts(db, { requests, signal: stop.signal });
  await systemClock.sleep(300);
  t.deepEqual(
    (await listHosts(db)).map(({ owner }) => owner?.taskid),
    [undefined, one.task.taskid],
  );
  stop.abort(new Error('enough'));
  await t.throwsAsync(waiting, { message: 'enough' });
  await one.release();
  await using both = await bookHosts(db, { requests });
  t.deepEqual([both.hosts.src_host.name, both.hosts.dst_host.name], ['a', 'b']);
});

test('bookHosts fails immediately when no host of the lab is suitable', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [host('a')]);
  const book = (requests: Record<string, { flags: string[]; host?: string }>, blessing?: string): Promise<unknown> =>
    bookHosts(db, { requests, blessing });
  await t.throwsAsync(book({ host: { flags: ['arch-armhf'] } }), {
    instanceOf: NoCandidateError,
    code: 'NO_CANDIDATE_HOST',
  });
  await t.throwsAsync(book({ host: { flags: [], host: 'z' } }), { message: 'host: no host of this lab is named z' });
  await t.throwsAsync(book(oneHost, 'real'), { instanceOf: NoCandidateError });
  await t.throwsAsync(book({ a: oneHost.host, b: oneHost.host }), { instanceOf: NoCandidateError });
  await t.throwsAsync(book({ host: { flags: [] } }), { instanceOf: BadRequestError, code: 'BAD_HOST_REQUEST' });
  t.deepEqual((await reapDeadTasks(db)).taskids, []);
});

test('twenty concurrent bookings share five hosts, and no host has two owners', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(
    db,
    ['a', 'b', 'c', 'd', 'e'].map((name) => host(name)),
  );
  await using task = await openTask(db, { comment: 'many' });
  const inUse = new Set<string>();
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      await using booking = await bookHosts(db, { task, requests: oneHost, job: `job-${index}` });
      t.false(inUse.has(booking.host.name));
      inUse.add(booking.host.name);
      await booking.host.guard.stillMine();
      await systemClock.sleep(20);
      inUse.delete(booking.host.name);
    }),
  );
  t.is(inUse.size, 0);
});

test('a task whose session is replaced in time continues', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [host('a')]);
  await using booking = await bookHosts(db, { requests: oneHost });
  await killTaskSessions(db);
  await systemClock.sleep(500);
  await reapDeadTasks(db);
  await booking.host.guard.stillMine();
  t.false(booking.task.signal.aborted);
});

/** Kills the sessions of tasks until a reaper runs before the harness has replaced its session. */
const killAndReap = (db: Db): Promise<Reaped> =>
  pollUntil(
    async () => {
      await killTaskSessions(db);
      const reaped = await reapDeadTasks(db, { graceMs: -1 });
      return reaped.taskids.length > 0 ? { done: reaped } : { waiting: 'the task lives' };
    },
    { subject: 'the end of a task without a session', timeoutMs: 600_000, intervalMs: 1 },
  );

test('reaping ends a task whose session has ended, and frees its hosts', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [host('a')]);
  await using booking = await bookHosts(db, { requests: oneHost });
  const reaped = await killAndReap(db);
  t.deepEqual(reaped.taskids, [booking.task.taskid]);
  t.deepEqual(reaped.freed, [{ restype: 'host', resname: 'a', shareix: 0 }]);
  await t.throwsAsync(booking.host.guard.stillMine(), { instanceOf: LostBookingError });
  const { signal } = booking.task;
  await pollUntil(() => Promise.resolve(signal.aborted ? { done: true } : { waiting: 'not told yet' }), {
    subject: 'the end of the task',
    timeoutMs: 600_000,
    intervalMs: 20,
  });
  t.true(booking.task.signal.reason instanceof LostTaskError);
});

test('bookHosts reports that a person ended its task while its connection was open', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [host('a')]);
  await using task = await openTask(db);
  await db.none('update tasks set live = false where taskid = $1', [task.taskid]);
  await t.throwsAsync(bookHosts(db, { task, requests: oneHost }), {
    instanceOf: LostTaskError,
    message: `task ${task.taskid}: ended: by a person, or after a restart of its machine`,
  });
});

test('syncHosts changes flags and properties, but not owners and other hosts', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [host('a', 'old'), host('b')]);
  await using booking = await bookHosts(db, { requests: oneHost });
  t.deepEqual(await syncHosts(db, [host('a', 'new')]), []);
  const [a, b] = await listHosts(db);
  t.deepEqual(a!.flags, ['arch-amd64', 'new']);
  t.deepEqual(b!.flags, ['arch-amd64']);
  t.is(a!.owner?.taskid, booking.task.taskid);
  await booking.host.guard.stillMine();
});
