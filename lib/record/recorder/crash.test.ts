import test from 'ava';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { databaseSettings, freshDatabase } from '../../testing/database/fresh-database.ts';
import { createFlight } from '../flights/create-flight.ts';
import { markLostJobs } from './mark-lost-jobs.ts';
import { readJob, readRunvars, readSteps } from '../flights/read-records.ts';

const CLIENT = fileURLToPath(new URL('../../testing/database/record-client.ts', import.meta.url));

test('when a harness is killed at any moment, all that it had recorded is there, and nothing is invented', async (t) => {
  await using db = await freshDatabase();
  for (let round = 0; round < 3; round += 1) {
    const key = { job: `job-${round}`, flight: 0 };
    key.flight = await createFlight(db, { branch: 'b', intended: null, jobs: [{ ...key, recipe: 'r', runvars: {} }] });
    const { taskId } = await db.one<{ taskId: number }>(
      `insert into tasks (type, refkey, live) values ('ownd', $1, true) returning taskid as "taskId"`,
      [key.job],
    );
    const child = fork(CLIENT, [JSON.stringify({ settings: databaseSettings(db), ...key, taskId })]);
    let recorded = 0;
    child.on('message', (message) => (recorded = (message as { n: number }).n));
    while (recorded < 10 + round * 7) await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await db.none('update tasks set live = false where taskid = $1', [taskId]);
    const before = await readSteps(db, key);
    const lost = await markLostJobs(db);
    const after = await readSteps(db, key);
    t.deepEqual(
      before.map(({ stepno, testid }) => [stepno, testid]),
      Array.from(before, (_, index) => [index + 1, `test(${index + 1})`]),
    );
    t.true(before.filter(({ status }) => status === 'pass').length >= recorded);
    const running = before.filter(({ status }) => status === 'running');
    t.true(running.length <= 1);
    t.deepEqual(lost, [{ ...key, taskId, testids: running.map(({ testid }) => testid) }]);
    t.deepEqual(
      after.filter(({ status }) => status === 'pass'),
      before.filter(({ status }) => status === 'pass'),
    );
    t.true(after.every(({ status, finishedAt }) => status !== 'running' && finishedAt !== null));
    t.is((await readJob(db, key))?.status, 'broken');
    const last = Number((await readRunvars(db, key)).find(({ name }) => name === 'last')?.value);
    t.true(last === before.length || last === before.length - 1);
  }
});
