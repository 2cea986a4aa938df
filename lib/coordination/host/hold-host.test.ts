import test from 'ava';
import { BadRequestError, LostBookingError } from '../../errors/coordination-errors.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { bookHosts } from '../booking/book-hosts.ts';
import { EMPTY_PLAN, type StoredEvent } from '../plan/plan-document.ts';
import { resetPlan } from '../plan/reset-plan.ts';
import { queueStore } from '../queue/queue-store.ts';
import { reapDeadTasks } from '../task/reap-dead-tasks.ts';
import { editHost } from './edit-host.ts';
import { endHold, holdHost, listHolds } from './hold-host.ts';
import { listHosts } from './host-row.ts';
import { syncHosts } from './sync-hosts.ts';

const ann = 'ann@desk';
const refused = { instanceOf: BadRequestError, code: 'BAD_HOST_REQUEST' } as const;
const host = { name: 'a', flags: ['arch-amd64'], properties: {} };

test('holdHost allocates a free host, and only its person frees it', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [host]);
  const hold = await holdHost(db, { host: 'a', kind: 'allocate', who: ann, reason: 'bug 7' });
  t.like(hold, { host: 'a', who: ann, reason: 'bug 7', pending: false, expiresAtMs: null });
  t.like((await listHosts(db))[0]!.owner, { type: 'static', refkey: ann, subtask: 'bug 7', live: true });
  const again = { host: 'a', kind: 'allocate', who: 'bob@desk', reason: 'mine' } as const;
  await t.throwsAsync(holdHost(db, again), { ...refused, message: 'a: allocated by ann@desk: bug 7' });
  await t.throwsAsync(endHold(db, 'a', 'allocate', 'bob@desk'), refused);
  await t.throwsAsync(endHold(db, 'a', 'block', ann), refused);
  await t.throwsAsync(holdHost(db, { ...again, host: 'z' }), { ...refused, message: 'z: the lab has no such host' });
  await endHold(db, 'a', 'allocate', ann);
  await t.throwsAsync(endHold(db, 'a', 'allocate', ann), refused);
  t.like(await reapDeadTasks(db), { freed: [{ restype: 'host', resname: 'a', shareix: 0 }] });
  t.is((await listHosts(db))[0]!.owner, null);
});

test('a host that an older harness allocated to a person, without a hold, is freed only by that person', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [host]);
  await db.none("insert into tasks (type, refkey, live) values ('static', $1, true)", [ann]);
  await db.none("update resources set owntaskid = (select taskid from tasks where type = 'static'), subtask = 'old'");
  await t.throwsAsync(endHold(db, 'a', 'allocate', 'bob@desk'), {
    ...refused,
    message: 'a: not freed: is taken by old (ann@desk)',
  });
  await endHold(db, 'a', 'allocate', ann);
  t.is((await reapDeadTasks(db)).freed.length, 1);
  t.is((await listHosts(db))[0]!.owner, null);
});

test('a pending block gets the host before the next job', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [host]);
  const booking = await bookHosts(db, { requests: { host: { flags: ['arch-amd64'] } } });
  const block = { host: 'a', kind: 'block', who: ann, reason: 'new fan' } as const;
  await t.throwsAsync(holdHost(db, block), { ...refused, message: /^a: is taken by / });
  t.true((await holdHost(db, { ...block, whenTaken: 'wait' })).pending);
  await booking.host.guard.stillMine();
  await booking.release();
  await reapDeadTasks(db);
  t.is((await listHosts(db))[0]!.owner?.refkey, `block ${ann}`);
  t.false((await listHolds(db))[0]!.pending);
  await endHold(db, 'a', 'block', null);
  t.deepEqual(await listHolds(db), []);
});

test('a seized host is lost to its job', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [host]);
  await using booking = await bookHosts(db, { requests: { host: { flags: ['arch-amd64'] } } });
  await holdHost(db, { host: 'a', kind: 'block', who: ann, reason: 'fire', whenTaken: 'seize' });
  await t.throwsAsync(booking.host.guard.stillMine(), { instanceOf: LostBookingError });
});

test('an expired hold ends, even a pending one', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [host]);
  await holdHost(db, { host: 'a', kind: 'allocate', who: ann, reason: 'x', expiresAtMs: 1000 });
  t.is((await reapDeadTasks(db)).freed.length, 1);
  t.deepEqual(await listHolds(db), []);
  t.is((await listHosts(db))[0]!.owner, null);
});

test('editHost changes only the given flags and properties', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [{ ...host, properties: { ether: '1', old: '2' } }]);
  await editHost(db, 'a', { addFlags: ['fast'], setProperties: { rack: '7' }, removeProperties: ['old'] });
  await editHost(db, 'a', { removeFlags: ['arch-amd64'] });
  t.like((await listHosts(db))[0], { flags: ['fast'], properties: { ether: '1', rack: '7' } });
  await t.throwsAsync(editHost(db, 'z', {}), refused);
});

test('the plan expects the end of a hold at its expiry, and contains pending holds', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [host, { ...host, name: 'b' }]);
  const expiresAtMs = Math.ceil(Date.now() / 1000) * 1000 + 3_600_000;
  const hold = { kind: 'allocate', who: ann, reason: 'bug 7', expiresAtMs } as const;
  await holdHost(db, { ...hold, host: 'a' });
  const booking = await bookHosts(db, { requests: { host: { flags: ['arch-amd64'] } } });
  await holdHost(db, { ...hold, host: 'b', kind: 'block', whenTaken: 'wait' });
  const now = Math.floor(Date.now() / 1000);
  const { Events } = resetPlan(EMPTY_PLAN, await queueStore.listAllocations(db), { now, rogueSeconds: 60 });
  const shown = ({ Time, Type, Info }: StoredEvent): unknown[] => [Time, Type, Info];
  t.deepEqual(Events['host a']!.map(shown).slice(1), [[expiresAtMs / 1000, 'End', 'allocated by ann@desk: bug 7']]);
  t.deepEqual(
    Events['host b']!.map(shown)
      .slice(1)
      .map(([time, type]) => [time, type]),
    [
      [now + 60, 'End'],
      [now + 60, 'Start'],
      [expiresAtMs / 1000, 'End'],
    ],
  );
  t.is(Events['host b']![2]!.Info, 'blocked by ann@desk: bug 7');
  await booking.release();
});
