import test from 'ava';
import { syncHosts } from '../coordination/host/sync-hosts.ts';
import type { Db } from '../db/db.ts';
import type { SimulatedHistory } from '../flight/forecast/simulate-history.ts';
import { createFlight } from '../record/flights/create-flight.ts';
import { freshDatabase } from '../testing/database/fresh-database.ts';
import { onDatabase, runInTerminal } from '../testing/machine/run-in-terminal.ts';
import { main } from './main.ts';

const osstest = (db: Db, ...words: string[]) => runInTerminal(main, [...onDatabase(db), 'simulate', ...words]);

const BEGAN = 1_700_000_000;

/** A lab of one ARM host and two others; eight ARM jobs of an hour arrive together, and one other, which takes two hosts. */
async function pastLab(db: Db): Promise<void> {
  const host = (name: string, arch: string) => ({ name, flags: [`arch-${arch}`, 'blessed-real'], properties: {} });
  await syncHosts(db, [host('arm', 'arm64'), host('x', 'amd64'), host('y', 'amd64')]);
  const arm = Array.from({ length: 8 }, (_, index) => ({
    job: `test-arm-${index}`,
    recipe: 'test-debian',
    runvars: { all_hostflags: 'arch-arm64', host: 'arm' },
  }));
  const pair = { all_hostflags: 'arch-amd64', src_host: 'x', dst_host: 'y' };
  const gone = { all_hostflags: 'arch-riscv', host: 'no-more' };
  const jobs = [
    ...arm,
    { job: 'test-pair', recipe: 'test-pair', runvars: pair },
    { job: 'test-gone', recipe: 'test-debian', runvars: gone },
  ];
  const flight = await createFlight(db, { branch: 'b', intended: 'real', jobs, harness: 'test' });
  await db.none('update flights set started = $1 where flight = $2', [BEGAN, flight]);
  await db.none("update jobs set status = 'pass'");
  await db.none(
    `insert into steps (flight, job, stepno, step, status, testid, started, finished)
     select flight, job, 1, 'ts-hosts-allocate', 'pass', 'hosts-allocate', $1, $1 + 5000 from jobs
     union all select flight, job, 2, 'ts-x', 'pass', 'x', $1 + 5000, $1 + 8600 from jobs`,
    [BEGAN],
  );
}

test('osstest simulate compares the past of the lab with a past with more hosts', async (t) => {
  await using db = await freshDatabase();
  await pastLab(db);
  t.like(await osstest(db), { exitCode: 2, stdout: '' });
  t.like(await osstest(db, '--add', '3'), { exitCode: 2 });
  t.like(await osstest(db, '--without', 'z'), { exitCode: 2 });
  const since = ['--since', String(BEGAN)];
  const { stdout, exitCode } = await osstest(db, ...since, '--add', '3:arm', '--json');
  t.is(exitCode, 0);
  const { now, changed } = JSON.parse(stdout) as Record<'now' | 'changed', SimulatedHistory>;
  t.like(now, { hosts: 3, jobs: 9, leftOut: ['1.test-gone'], unshared: 0 });
  t.like(changed, { hosts: 6, jobs: 9 });
  // one host after another: eight hours and what comes between; four hosts: two hours
  const hoursOf = (one: SimulatedHistory): number => Math.round(one.spanMs / 3_600_000);
  t.deepEqual([hoursOf(now), hoursOf(changed)], [8, 2]);
  t.true(now.waits.maxMs > 7 * 3_600_000 && changed.waits.maxMs < 1.2 * 3_600_000);
  t.true(now.use['arm']! > 0.95 && now.use['x']! < 0.2);
  t.deepEqual(Object.keys(changed.use), ['arm', 'x', 'y', 'arm-new-1', 'arm-new-2', 'arm-new-3']);
  const text = (await osstest(db, ...since, '--without', 'y')).stdout;
  t.regex(text, /\njobs that no host can run +1 +2\n/);
  t.regex(text, /\nhost +used now +changed\narm +9\d\.\d % +9\d\.\d %\n.*\ny +\d+\.\d % +-\n$/);
});
