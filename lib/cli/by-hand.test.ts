import test from 'ava';
import type { Db } from '../db/db.ts';
import { none } from '../db/query.ts';
import { sql } from '../db/sql.ts';
import { syncHosts } from '../coordination/host/sync-hosts.ts';
import { reapDeadTasks } from '../coordination/task/reap-dead-tasks.ts';
import { freshDatabase } from '../testing/fresh-database.ts';
import { onDatabase, runCommand } from '../testing/run-command.ts';
import { main } from './main.ts';
import { parseSpan } from './hold-flags.ts';

const writeWaiters = sql<{ waiters: string }>('coordination/write-waiters');
const keepPlans = sql<{ plans: string }>('coordination/keep-plans');

const osstest = (db: Db, ...words: string[]) => runCommand(main, [...onDatabase(db), ...words]);

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

test('osstest queue says who waits, for what, and who has it; osstest plan show when', async (t) => {
  await using db = await freshDatabase();
  await syncHosts(db, [{ name: 'a', flags: ['arch-amd64'], properties: {} }]);
  t.is((await osstest(db, 'queue')).stdout, 'Nobody waits.\n');
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
  t.regex(stdout, /^1\. 7\.test-x \(\[::1\]:5\) waits .*\n {3}host a: expected 1970-01-01T00:01:40.000Z; free now\n/);
  t.regex(stdout, /2\. 8\.new .*; has not had its turn yet\n$/);
  const shown = (await osstest(db, 'plan', 'show')).stdout;
  t.regex(shown, /host a\n {2}1970-01-01T00:01:40Z Start {3}0 free {2}booked: job 7\.test-x host\n/);
  t.regex(shown, /not asked: 9\.old\n$/);
});

test('parseSpan takes minutes, hours and days', (t) => {
  t.is(parseSpan('2h'), 7_200_000);
  t.throws(() => parseSpan('2 weeks'), { instanceOf: RangeError, message: /want a span such as/ });
});
