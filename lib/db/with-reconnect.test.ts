import test from 'ava';
import { DatabaseLostError } from '../errors/database-errors.ts';
import { playOnClock } from '../testing/transcripts/play-on-clock.ts';
import { minutes, seconds } from '../util/units.ts';
import { withReconnect } from './with-reconnect.ts';

const lost = (): DatabaseLostError =>
  new DatabaseLostError('away', { cause: Object.assign(new Error('gone'), { code: 'ECONNRESET' }) });

test('work that an outage interrupts runs again, and its argument shows the repetition', async (t) => {
  const told: unknown[] = [];
  const asked: boolean[] = [];
  const { result } = await playOnClock((clock) =>
    withReconnect(
      async (again) => {
        asked.push(again);
        await clock.sleep(minutes(10));
        if (asked.length < 3) throw lost();
        return 'done';
      },
      { clock, timeoutMs: minutes(15), onOutage: (error) => told.push(error) },
    ),
  );
  t.deepEqual(result, { status: 'fulfilled', value: 'done' });
  t.deepEqual(asked, [false, true, true]);
  t.is(told.length, 1);
});

test('the time counts from the first failure; after it the last error is thrown', async (t) => {
  const { result, ms } = await playOnClock((clock) =>
    withReconnect(
      async (again) => {
        if (!again) await clock.sleep(minutes(5));
        throw lost();
      },
      { clock, timeoutMs: seconds(20) },
    ),
  );
  t.is(result.status === 'rejected' && (result.reason as Error).message, 'away');
  t.true(ms > minutes(5) + seconds(20) && ms < minutes(5) + seconds(21), `${ms} ms`);
});

test('an error that is no outage is thrown immediately, and is not reported', async (t) => {
  const told: unknown[] = [];
  const onOutage = (error: unknown): void => void told.push(error);
  const { result, ms } = await playOnClock((clock) =>
    withReconnect(() => Promise.reject(new Error('no such table')), { clock, onOutage }),
  );
  t.is(result.status === 'rejected' && (result.reason as Error).message, 'no such table');
  t.deepEqual([told.length, ms], [0, 0]);
});

test('an abort ends the tries before and during an outage', async (t) => {
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
