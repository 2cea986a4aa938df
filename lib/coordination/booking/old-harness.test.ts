import test from 'ava';
import type { Db } from '../../db/db.ts';
import { LostBookingError } from '../../errors/coordination-errors.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { DEFAULT_COST } from '../allocator/allocation-cost.ts';
import { listHosts } from '../host/host-row.ts';
import { syncHosts } from '../host/sync-hosts.ts';
import { startOwnerDaemon } from '../owner/start-owner-daemon.ts';
import type { Plan } from '../plan/plan-types.ts';
import { connectLines, type LineClient } from '../protocol/line-client.ts';
import type { ListenAddress } from '../protocol/network.ts';
import { startQueueDaemon } from '../queue/start-queue-daemon.ts';
import { reapDeadTasks } from '../task/reap-dead-tasks.ts';
import { bookHosts } from './book-hosts.ts';

/** A harness that does exactly what the transcripts show: it allocates the free host whose name is last. */
interface OldHarness extends AsyncDisposable {
  /** Waits for turns until it has allocated a host; returns its name. */
  takeHost(job: string): Promise<string>;
}

async function startOldHarness(db: Db, owner: ListenAddress, queue: ListenAddress): Promise<OldHarness> {
  const task = await connectLines({ banner: 'ms-ownerdaemon', address: owner });
  const taskid = Number((await task.command('create-task')).split(' ')[1]);
  const takeHost = async (job: string): Promise<string> => {
    await using client = await connectLines({ banner: 'ms-queuedaemon', address: queue });
    await client.command('set-info', 'feature-noalloc', '1');
    await client.command('set-info', 'job', job);
    await client.command('wait');
    for (;;) {
      const host = (await client.nextNotice()).endsWith('noalloc') ? null : await take(db, taskid, job);
      await bookIt(client, taskid, job, host);
      if (host !== null) return host;
    }
  };
  return { takeHost, [Symbol.asyncDispose]: () => task[Symbol.asyncDispose]() as Promise<void> };
}

async function take(db: Db, taskid: number, job: string): Promise<string | null> {
  const row = await db.oneOrNone<{ resname: string }>(
    `update resources set owntaskid = $1, subtask = $2
     where restype = 'host' and shareix = 0 and resname = (
       select max(resname) from resources
       where owntaskid = (select taskid from tasks where type = 'magic' and refkey = 'allocatable')
     ) returning resname`,
    [taskid, `${job} host`],
  );
  return row?.resname ?? null;
}

async function bookIt(client: LineClient, task: number, job: string, host: string | null): Promise<void> {
  const plan = JSON.parse(await client.commandForData('get-plan')) as Plan;
  const start = Math.max(0, ...(plan.Events['host c'] ?? []).map(({ Time }) => Number(Time)));
  const booking =
    host === null
      ? { Reso: 'host c', Job: job, Xinfo: 'host', Start: start, End: start + 5010 }
      : { Reso: `host ${host}`, Job: job, Xinfo: 'host', Start: 0, End: 5010, Allocated: { Shareix: 0, Task: task } };
  await client.commandWithData('book-resources', JSON.stringify({ Bookings: [booking] }));
  await client.command(host === null ? 'thought-wait' : 'thought-done');
}

/** Records that job `test-x` passed on every host, and failed last on `a`. */
async function recordHistory(db: Db, hosts: readonly string[]): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  for (const [index, host] of [...hosts, 'a'].entries()) {
    const flight = 100 + index;
    const started = now - 86_400 + index * 1000;
    await db.none(
      "insert into flights (flight, started, blessing, branch, intended) values ($1, $2, 'real', 'xen', 'real')",
      [flight, started],
    );
    await db.none("insert into jobs (flight, job, recipe, status) values ($1, 'test-x', 'test-debian', $2)", [
      flight,
      index === hosts.length ? 'fail' : 'pass',
    ]);
    await db.none("insert into runvars (flight, job, name, val, synth) values ($1, 'test-x', 'host', $2, true)", [
      flight,
      host,
    ]);
  }
}

async function startLab() {
  const db = await freshDatabase();
  const names = ['a', 'b', 'c'];
  await syncHosts(
    db,
    names.map((name) => ({ name, flags: ['arch-amd64', 'blessed-real'], properties: {} })),
  );
  await recordHistory(db, names);
  const owner = startOwnerDaemon(db);
  const ownerAddress = await owner.serving;
  const times = { holdoffMs: 30, startInhibitionMs: 0, reapIntervalMs: 50 };
  const queue = startQueueDaemon(db, { ownerDaemon: ownerAddress, times });
  return {
    db,
    ownerAddress,
    address: await queue.serving,
    [Symbol.asyncDispose]: async () => {
      await queue[Symbol.asyncDispose]();
      await owner[Symbol.asyncDispose]();
      await db.close();
    },
  };
}

test.serial(
  'harnesses of three versions share a pool with different preferences; one of them does not know generations',
  async (t) => {
    await using lab = await startLab();
    await using old = await startOldHarness(lab.db, lab.ownerAddress, lab.address);
    const all = Object.fromEntries(['a', 'b', 'c'].map((host) => [host, { flags: [], host }]));
    const before = await bookHosts(lab.db, { requests: all });
    const wish = {
      requests: { host: { flags: ['arch-amd64'] } },
      job: 'test-x',
      branch: 'xen',
      blessing: 'real',
      queue: { address: lab.address, retryMs: 100 },
    };
    const ofOld = old.takeHost('7.old');
    const ofOurs = bookHosts(lab.db, wish);
    const elsewhere = { ...DEFAULT_COST, previousFailureBonus: -DEFAULT_COST.previousFailureBonus };
    const ofOther = bookHosts(lab.db, { ...wish, harness: 'other', cost: elsewhere });
    await before.release();
    t.is(await ofOld, 'c', 'the last by name');
    await using ours = await ofOurs;
    t.is(ours.host.name, 'a', 'where the job failed last');
    await using other = await ofOther;
    t.is(other.host.name, 'b', 'anywhere but there');
    await ours.host.guard.stillMine();
    await other.host.guard.stillMine();
  },
);

test.serial('a guard refuses a host that a harness without generations has allocated since', async (t) => {
  await using lab = await startLab();
  await using old = await startOldHarness(lab.db, lab.ownerAddress, lab.address);
  const booking = await bookHosts(lab.db, { requests: { host: { flags: [], host: 'c' } } });
  await lab.db.none('update tasks set live = false where taskid = $1', [booking.task.taskid]);
  await reapDeadTasks(lab.db);
  t.is(await old.takeHost('7.old'), 'c');
  await t.throwsAsync(booking.host.guard.stillMine(), {
    instanceOf: LostBookingError,
    message: /^c: no longer booked for this job: task \d+ \(\[.*\]:\d+\) has it: 7\.old host$/,
  });
  await booking.release();
  t.is((await listHosts(lab.db))[2]!.owner?.subtask, '7.old host', 'and another task does not get it');
});

test.serial(
  'without a queue no job waits for the host of its last failure; the job prefers that host when it is free',
  async (t) => {
    await using lab = await startLab();
    const wish = { requests: { host: { flags: ['arch-amd64'] } }, job: 'test-x', branch: 'xen', blessing: 'real' };
    await using first = await bookHosts(lab.db, wish);
    t.is(first.host.name, 'a');
    await using second = await bookHosts(lab.db, wish);
    t.not(second.host.name, 'a');
  },
);
