import test from 'ava';
import { DatabaseLostError } from '../errors/database-errors.ts';
import { minutes, seconds } from '../util/units.ts';
import { createVirtualClock } from '../util/virtual-clock.ts';
import { withReconnect } from './with-reconnect.ts';

const lost = (): DatabaseLostError =>
  new DatabaseLostError('away', { cause: Object.assign(new Error('gone'), { code: 'ECONNRESET' }) });

/** Runs `work` on a clock of its own, and gives what came of it, and when. */
async function play<T>(
  work: (again: boolean, sleep: (ms: number) => Promise<void>) => Promise<T>,
  options: { readonly timeoutMs?: number; readonly onOutage?: (error: unknown) => void } = {},
): Promise<{ readonly result: PromiseSettledResult<T>; readonly ms: number }> {
  const clock = createVirtualClock(0);
  let result: PromiseSettledResult<T> | null = null;
  void Promise.allSettled([withReconnect((again) => work(again, (ms) => clock.sleep(ms)), { ...options, clock })]).then(
    ([settled]) => (result = settled),
  );
  await clock.run(() => result !== null);
  return { result: result!, ms: clock.now() };
}

test('work that was long under way when the database went is done again, and told so', async (t) => {
  const told: unknown[] = [];
  const asked: boolean[] = [];
  const { result } = await play(
    async (again, sleep) => {
      asked.push(again);
      await sleep(minutes(10));
      if (asked.length < 3) throw lost();
      return 'done';
    },
    { timeoutMs: minutes(15), onOutage: (error) => told.push(error) },
  );
  t.deepEqual(result, { status: 'fulfilled', value: 'done' });
  t.deepEqual(asked, [false, true, true]);
  t.is(told.length, 1);
});

test('the time counts from the first failure, and ends it with the last one', async (t) => {
  const { result, ms } = await play(
    async (again, sleep) => {
      if (!again) await sleep(minutes(5));
      throw lost();
    },
    { timeoutMs: seconds(20) },
  );
  t.is(result.status === 'rejected' && (result.reason as Error).message, 'away');
  t.true(ms > minutes(5) + seconds(20) && ms < minutes(5) + seconds(21), `${ms} ms`);
});

test('what does not pass is thrown at once, and is no outage', async (t) => {
  const told: unknown[] = [];
  const { result, ms } = await play(() => Promise.reject(new Error('no such table')), {
    onOutage: (error) => told.push(error),
  });
  t.is(result.status === 'rejected' && (result.reason as Error).message, 'no such table');
  t.deepEqual([told.length, ms], [0, 0]);
});

test('an order to stop ends it, before as in an outage', async (t) => {
  const stop = new AbortController();
  let calls = 0;
  const work = (): Promise<void> => {
    calls++;
    stop.abort(new Error('stopped'));
    return Promise.reject(lost());
  };
  await t.throwsAsync(withReconnect(work, { signal: stop.signal }), { message: 'stopped' });
  await t.throwsAsync(withReconnect(work, { signal: stop.signal }), { message: 'stopped' });
  t.is(calls, 1);
});
