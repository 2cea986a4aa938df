import { connect } from 'node:net';
import test from 'ava';
import fc from 'fast-check';
import type { Db } from '../../db/db.ts';
import { DaemonError, LostTaskError } from '../../errors/coordination-errors.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { systemClock } from '../../util/clock.ts';
import { bookHosts, type BookHostsOptions } from '../booking/book-hosts.ts';
import { markShareReady } from '../booking/mark-share-ready.ts';
import type { Daemon } from '../daemon/run-daemon.ts';
import { listHosts } from '../host/host-row.ts';
import { syncHosts } from '../host/sync-hosts.ts';
import { startOwnerDaemon } from '../owner/start-owner-daemon.ts';
import { connectLines } from '../protocol/line-client.ts';
import type { ListenAddress } from '../protocol/network.ts';
import { openOwnerTask } from '../task/open-owner-task.ts';
import { queueStore } from './queue-store.ts';
import { startQueueDaemon } from './start-queue-daemon.ts';

const times = {
  holdoffMs: 30,
  thoughtsTimeoutMs: 2000,
  startInhibitionMs: 0,
  planUpdateIntervalMs: 500,
  reapIntervalMs: 50,
};
const host = (name: string): { name: string; flags: string[]; properties: Record<string, string> } => ({
  name,
  flags: ['arch-amd64'],
  properties: {},
});
const request = { host: { flags: ['arch-amd64'] } };

interface Lab extends AsyncDisposable {
  readonly db: Db;
  readonly owner: Daemon;
  readonly queue: Daemon;
  readonly ownerAddress: ListenAddress;
  readonly address: ListenAddress;
}

async function lab(...hosts: string[]): Promise<Lab> {
  const db = await freshDatabase();
  await syncHosts(db, hosts.map(host));
  const owner = startOwnerDaemon(db);
  const ownerAddress = await owner.serving;
  const queue = startQueueDaemon(db, { ownerDaemon: ownerAddress, times });
  return {
    db,
    owner,
    queue,
    ownerAddress,
    address: await queue.serving,
    [Symbol.asyncDispose]: async () => {
      await queue[Symbol.asyncDispose]();
      await owner[Symbol.asyncDispose]();
      await db.close();
    },
  };
}

const book = (at: Lab, options: Partial<BookHostsOptions<'host'>> = {}): ReturnType<typeof bookHosts<'host'>> =>
  bookHosts(at.db, { requests: request, queue: { address: at.address, retryMs: 100 }, ...options });

test.serial(
  'bookings through the queue succeed in its order, each when the previous one has released its host',
  async (t) => {
    await using at = await lab('a');
    const first = await book(at, { job: 'first' });
    const order: string[] = [];
    const later = ['30', '10', '20'].map(async (start) => {
      const info = { 'wait-start': start };
      await using booking = await book(at, { job: start, queue: { address: at.address, info, retryMs: 100 } });
      order.push(start);
      t.is(booking.host.name, 'a');
    });
    await systemClock.sleep(300);
    t.deepEqual(order, []);
    await first.release();
    await Promise.all(later);
    t.deepEqual(order, ['10', '20', '30']);
  },
);

test.serial('the plan contains the expected end of a booking', async (t) => {
  await using at = await lab('a');
  await using booking = await book(at, { flight: 7, job: 'x' });
  const plan = (await queueStore.findPlan(at.db, 'plan'))!;
  const allocation = plan.Allocations['host a 0']!;
  t.is(allocation.Task, booking.task.taskid);
  t.is(allocation.End! - allocation.Start, 5010);
  t.is(allocation.Job, '7.x');
});

test.serial('a task of the owner daemon loses its hosts when its connection ends', async (t) => {
  await using at = await lab('a');
  const task = await openOwnerTask(at.ownerAddress);
  await book(at, { task });
  const waiting = book(at);
  await systemClock.sleep(200);
  const endedAt = systemClock.now();
  await task.end();
  await using next = await waiting;
  t.is(next.host.name, 'a');
  t.true(systemClock.now() - endedAt < 50_000, 'sooner than by polling'); // the benchmark measures the figure
});

test.serial(
  'a harness resumes its task after a restart of the owner daemon; a task that is not resumed ends',
  async (t) => {
    await using db = await freshDatabase();
    const owner = startOwnerDaemon(db);
    const listen = await owner.serving;
    await using task = await openOwnerTask(listen);
    const other = await connectLines({ banner: 'ms-ownerdaemon', address: listen });
    const otherTask = (await other.command('create-task')).split(' ')[1]!;
    await other.command('task-secret', otherTask);
    await owner[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    await using again = startOwnerDaemon(db, { listen, graceMs: 600 });
    await again.serving;
    await systemClock.sleep(1500);
    const rows = await db.any<{ taskid: number; refkey: string; live: boolean }>(
      'select taskid, refkey, live from tasks where type = $1 order by 1',
      ['ownd'],
    );
    t.deepEqual(rows, [
      { taskid: task.taskid, refkey: task.refkey, live: true },
      { taskid: Number(otherTask), refkey: rows[1]!.refkey, live: false },
    ]);
    t.false(task.signal.aborted);
    await db.none('update tasks set live = false where taskid = $1', [task.taskid]);
    await again[Symbol.asyncDispose]();
    await using third = startOwnerDaemon(db, { listen });
    await third.serving;
    await systemClock.sleep(800);
    t.true(task.signal.reason instanceof LostTaskError);
  },
);

test.serial('waiting harnesses retain their places when the queue daemon is restarted', async (t) => {
  await using at = await lab('a');
  const first = await book(at);
  const waiting = book(at);
  await systemClock.sleep(100);
  await at.queue[Symbol.asyncDispose]();
  await first.release();
  await using again = startQueueDaemon(at.db, { ownerDaemon: at.ownerAddress, listen: at.address, times });
  await again.serving;
  await using second = await waiting;
  t.is(second.host.name, 'a');
});

test.serial('a second queue daemon waits until the first has ended, and then serves', async (t) => {
  await using at = await lab('a');
  await using second = startQueueDaemon(at.db, { times });
  let served = false;
  void second.serving.then(() => (served = true));
  await systemClock.sleep(600);
  t.false(served);
  await at.queue[Symbol.asyncDispose]();
  await second.serving;
  t.true(served);
});

test.serial('a daemon whose database session is killed serves again', async (t) => {
  await using at = await lab('a');
  await at.db.any(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'osstest % daemon'",
  );
  await systemClock.sleep(1000);
  await using booking = await book(at);
  t.is(booking.host.name, 'a');
});

test.serial('jobs of one share type use a prepared host together, other jobs do not', async (t) => {
  await using at = await lab('a');
  const share = { requests: { host: { flags: ['arch-amd64', 'share-build-x'] } }, recipe: 'build' };
  const first = await book(at, share);
  t.is(first.host.shareix, 1);
  const second = book(at, share);
  await systemClock.sleep(200);
  t.true(await markShareReady(at.db, 'a', at.address));
  await using together = await second;
  t.is(together.host.shareix, 2);
  await together.host.guard.stillMine();
  const whole = book(at);
  await systemClock.sleep(200);
  await first.release();
  await together.release();
  await using alone = await whole;
  t.is(alone.host.shareix, 0);
});

test.serial('two harness versions never share a host', async (t) => {
  await using at = await lab('a', 'b');
  const share = { requests: { host: { flags: ['share-build-x'] } }, recipe: 'build' };
  await using one = await book(at, { ...share, harness: 'one' });
  await markShareReady(at.db, one.host.name, at.address);
  await using two = await book(at, { ...share, harness: 'two' });
  t.not(two.host.name, one.host.name);
});

test.serial('the allocation of a turn is released when the daemon ends before it gets thought-done', async (t) => {
  await using at = await lab('a');
  const stop = new AbortController();
  await t.throwsAsync(
    bookHosts(at.db, {
      requests: request,
      queue: { address: { host: '127.0.0.1', port: 1 }, retryMs: 10, maxRetries: 1 },
      signal: stop.signal,
    }),
    { instanceOf: DaemonError, code: 'DAEMON_FAILED' },
  );
  t.is((await listHosts(at.db))[0]!.owner, null);
});

test.serial('the daemon survives garbage, incomplete lines and a thousand connections', async (t) => {
  await using at = await lab('a');
  const open = (): ReturnType<typeof connect> =>
    connect(at.address)
      .on('error', () => undefined)
      .resume();
  const idle = Array.from({ length: 1000 }, open);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 5 }), async (chunks) => {
      const socket = open();
      for (const chunk of chunks) socket.write(chunk);
      await new Promise<void>((resolve) => socket.end(() => resolve()));
    }),
    { numRuns: 50 },
  );
  const long = open();
  long.write('x'.repeat(300_000));
  open().write('book-resources 10\nabc');
  await using booking = await book(at);
  t.is(booking.host.name, 'a');
  for (const socket of idle) socket.destroy();
});

test.serial('a client that is silent for longer than it declared is disconnected', async (t) => {
  await using at = await lab('a');
  await using client = await connectLines({ banner: 'ms-queuedaemon', address: at.address });
  t.is(await client.command('heartbeat', '0.2'), 'heartbeat 0.2');
  const from = systemClock.now();
  await client.closed;
  t.true(systemClock.now() - from < 50_000);
});
