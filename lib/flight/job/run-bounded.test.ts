import test from 'ava';
import { setTimeout as delay } from 'node:timers/promises';
import { AbortedError, TestFailedError, TimeoutError } from '../../errors/general-errors.ts';
import { HostCrashedError } from '../../errors/host-errors.ts';
import { runBounded } from './run-bounded.ts';

const never = new AbortController().signal;
const bounds = { subject: 'guest-start', timeoutMs: 5000, signal: never, lastProgress: () => 'waiting for g1' };

test('runBounded returns when the body returns, and throws the error of the body', async (t) => {
  await t.notThrowsAsync(runBounded(() => Promise.resolve(), bounds));
  await t.throwsAsync(
    runBounded(() => Promise.reject(new TestFailedError('no')), bounds),
    { instanceOf: TestFailedError, message: 'no' },
  );
});

test('runBounded ends a body at its timeout, with the last progress in the message', async (t) => {
  const hung = runBounded((controller) => delay(60_000, undefined, { signal: controller.signal }), {
    ...bounds,
    timeoutMs: 30,
  });
  const error = await t.throwsAsync(hung, { instanceOf: TimeoutError });
  t.is(error.message, 'guest-start: not within 0.03 s (last seen: waiting for g1)');
});

test('runBounded throws the crash, not the error that the body made of it', async (t) => {
  const crashed = runBounded(async (controller) => {
    setTimeout(() => controller.abort(new HostCrashedError('host1', 'xen-panic', 'FATAL TRAP')), 10);
    await delay(60_000, undefined, { signal: controller.signal }).catch(() => {
      throw new Error('connection lost');
    });
  }, bounds);
  await t.throwsAsync(crashed, { instanceOf: HostCrashedError });
});

test('runBounded throws ABORTED for every stop by the operator', async (t) => {
  const controller = new AbortController();
  const stopped = runBounded((inner) => delay(60_000, undefined, { signal: inner.signal }), {
    ...bounds,
    signal: controller.signal,
  });
  controller.abort(new Error('SIGINT'));
  await t.throwsAsync(stopped, { instanceOf: AbortedError, code: 'ABORTED' });
});
