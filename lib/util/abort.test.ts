import test from 'ava';
import { onAbort, orAborted, untilAborted } from './abort.ts';

test('onAbort calls the action once, with the reason', (t) => {
  const stop = new AbortController();
  const reasons: unknown[] = [];
  const cancel = onAbort(stop.signal, (reason) => reasons.push(reason));
  t.deepEqual(reasons, []);
  stop.abort('why');
  stop.abort('again');
  cancel();
  t.deepEqual(reasons, ['why']);
});

test('onAbort calls the action immediately when the signal is aborted already', (t) => {
  let calls = 0;
  onAbort(AbortSignal.abort(), () => calls++);
  t.is(calls, 1);
});

test('onAbort calls nothing after it is cancelled, and nothing without a signal', (t) => {
  const stop = new AbortController();
  onAbort(stop.signal, () => t.fail())();
  onAbort(undefined, () => t.fail())();
  stop.abort();
  t.pass();
});

test('untilAborted resolves when the first of its signals is aborted', async (t) => {
  const [one, other] = [new AbortController(), new AbortController()];
  let isOver = false;
  const over = untilAborted(one.signal, other.signal).then(() => (isOver = true));
  await new Promise(setImmediate);
  t.false(isOver);
  other.abort();
  t.true(await over);
  await untilAborted(other.signal);
});

test('orAborted settles as the promise does when no abort comes first', async (t) => {
  const { signal } = new AbortController();
  t.is(await orAborted(Promise.resolve(1), signal), 1);
  t.is(await orAborted(Promise.resolve(2), undefined), 2);
  await t.throwsAsync(orAborted(Promise.reject(new Error('own')), signal), { message: 'own' });
});

test('orAborted rejects with the reason while the promise is pending; a later rejection goes nowhere', async (t) => {
  const stop = new AbortController();
  let fail: (error: Error) => void = () => undefined;
  const pending = new Promise<never>((_resolve, reject) => (fail = reject));
  const result = orAborted(pending, stop.signal);
  stop.abort(new Error('stopped'));
  await t.throwsAsync(result, { message: 'stopped' });
  fail(new Error('too late'));
  await new Promise(setImmediate);
  await t.throwsAsync(orAborted(Promise.resolve(), stop.signal), { message: 'stopped' });
});
