import test from 'ava';
import type { Db } from '../../db/db.ts';
import { LostBookingError } from '../../errors/coordination-errors.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { systemClock } from '../../util/clock.ts';
import { syncHosts } from '../host/sync-hosts.ts';
import { reapDeadTasks } from '../task/reap-dead-tasks.ts';
import { bookHosts } from './book-hosts.ts';
import { guardHost } from './guard-host.ts';

/** A database whose machine stops for a while after each answer. */
const slow = (db: Db, afterAnswer: () => Promise<unknown>): Db =>
  Object.create(db, {
    any: {
      value: async (...args: Parameters<Db['any']>) => {
        const rows: unknown = await db.any(...args);
        await afterAnswer();
        return rows;
      },
    },
  }) as Db;

async function booked(db: Db) {
  await syncHosts(db, [{ name: 'a', flags: ['arch-amd64'], properties: {} }]);
  const booking = await bookHosts(db, { requests: { host: { flags: ['arch-amd64'] } } });
  const { generation, shareix, name } = booking.host;
  return { booking, held: { restype: 'host', name, shareix, generation, taskid: booking.task.taskid } as const };
}

test('a guard asks again after a slow answer: the host may have another owner since', async (t) => {
  await using db = await freshDatabase();
  const { booking, held } = await booked(db);
  await using _booking = booking;
  const loseIt = async (): Promise<void> => {
    await db.none('update tasks set live = false where taskid = $1', [held.taskid]);
    await reapDeadTasks(db);
    await systemClock.sleep(600);
  };
  await t.throwsAsync(guardHost(slow(db, loseIt), held).stillMine(), { instanceOf: LostBookingError });
});

test('a guard does not ask for ever when the database is always slow', async (t) => {
  await using db = await freshDatabase();
  const { booking, held } = await booked(db);
  await using _booking = booking;
  await t.notThrowsAsync(
    guardHost(
      slow(db, () => systemClock.sleep(600)),
      held,
    ).stillMine(),
  );
});

test('a guard waits while the database is unreachable, but not longer than its task lives', async (t) => {
  await using db = await freshDatabase();
  const { booking, held } = await booked(db);
  await using _booking = booking;
  const gone = Object.assign(new Error('the server is restarting'), { code: '57P01' });
  let failures = 2;
  const restarting = Object.create(db, {
    any: {
      value: async (...args: Parameters<Db['any']>) => {
        if (failures-- > 0) throw gone;
        return (await db.any(...args)) as unknown;
      },
    },
  }) as Db;
  await t.notThrowsAsync(guardHost(restarting, held).stillMine());
  t.is(failures, -1);
  failures = Infinity;
  const task = new AbortController();
  const asking = guardHost(restarting, { ...held, signal: task.signal }).stillMine();
  await systemClock.sleep(50);
  task.abort();
  await t.throwsAsync(asking, { instanceOf: LostBookingError, message: /our task has ended/ });
});
