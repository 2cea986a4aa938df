import test from 'ava';
import fc from 'fast-check';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { TimeoutError } from '../errors/general-errors.ts';
import { SubprocessError, ToolMissingError } from '../errors/subprocess-errors.ts';
import { playOnClock } from '../testing/transcripts/play-on-clock.ts';
import { createCleanupList } from './cleanup-list.ts';
import type { Clock } from './clock.ts';
import { sha256Json } from './digest.ts';
import { pollUntil } from './poll.ts';
import { acquireProcessLock, tryProcessLock } from './process-lock.ts';
import { quoteShell } from './quote.ts';
import { run } from './subprocess.ts';
import { formatDuration, minutes, seconds } from './units.ts';
import { within } from './within.ts';

test('quoteShell passes any word unchanged', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.string({ unit: 'binary' }).filter((s) => !s.includes('\0')),
        { minLength: 1, maxLength: 5 },
      ),
      async (words) => {
        const { stdout } = await run(['sh', '-c', `printf '%s\\0' ${quoteShell(words)}`]);
        t.deepEqual(stdout.split('\0').slice(0, -1), words);
      },
    ),
    { numRuns: 40 },
  );
});

test('run returns output and exit code for an accepted exit code', async (t) => {
  const result = await run(['sh', '-c', 'cat; echo warn >&2; exit 3'], { stdin: 'in', okExitCodes: [3] });
  t.like(result, { stdout: 'in', stderr: 'warn\n', exitCode: 3, signal: null });
});

test('run throws a SubprocessError with the whole result when the program fails', async (t) => {
  const error = await t.throwsAsync(run(['sh', '-c', 'echo out; echo why >&2; exit 7']), {
    instanceOf: SubprocessError,
  });
  t.like(error, { code: 'SUBPROCESS_FAILED', blame: 'lab', exitCode: 7, stdout: 'out\n', stderr: 'why\n' });
  t.regex(error.message, /exited 7 after .*: why/);
});

test('run names a missing program', async (t) => {
  const error = await t.throwsAsync(run(['no-such-program-here']), { instanceOf: ToolMissingError });
  t.is(error.tool, 'no-such-program-here');
});

test('run stops the program when the signal is aborted', async (t) => {
  const reason = new Error('enough');
  await t.throwsAsync(run(['sleep', '60'], { signal: AbortSignal.abort(reason) }), { is: reason });
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 50);
  const beganAt = performance.now();
  await t.throwsAsync(run(['sleep', '60'], { signal: controller.signal }), { is: reason });
  t.true(performance.now() - beganAt < 5000);
});

test('a process lock excludes a second holder until it is disposed of', async (t) => {
  const name = `test ${process.pid}`;
  const first = await acquireProcessLock(name);
  t.is(await tryProcessLock(name), null);
  let waited = false;
  const second = acquireProcessLock(name, { onWait: () => (waited = true) });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await first[Symbol.asyncDispose]();
  await using lock = await second;
  t.true(waited);
  t.is(lock.name, name);
});

test('a process lock is free again when its holder is killed', async (t) => {
  const name = `killed ${process.pid}`;
  const module = new URL('process-lock.ts', import.meta.url).href;
  const script = `const m = await import(${JSON.stringify(module)}); await m.acquireProcessLock(${JSON.stringify(name)}); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import=tsx', '--input-type=module', '-e', script]);
  await once(child.stdout, 'data');
  t.is(await tryProcessLock(name), null);
  child.kill('SIGKILL');
  await using lock = await acquireProcessLock(name, { signal: AbortSignal.timeout(seconds(5)) });
  t.is(lock.name, name);
});

test('pollUntil returns the value as soon as it is available, and fails with the last reason otherwise', async (t) => {
  let looks = 0;
  const found = await playOnClock((clock) =>
    pollUntil(async () => (++looks < 3 ? { waiting: `look ${looks}` } : { done: 'here' }), {
      subject: 'it',
      timeoutMs: 1000,
      intervalMs: 100,
      clock,
    }),
  );
  t.deepEqual(found, { result: { status: 'fulfilled', value: 'here' }, ms: 200 });
  const { result, ms } = await playOnClock((clock) =>
    pollUntil(async () => ({ waiting: 'not up' }), { subject: 'host1: ssh', timeoutMs: 20, intervalMs: 6, clock }),
  );
  const reason: unknown = result.status === 'rejected' ? result.reason : null;
  t.true(reason instanceof TimeoutError);
  t.is((reason as TimeoutError).message, 'host1: ssh: not within 0.02 s (last seen: not up)');
  t.is(ms, 20);
});

test('a clean-up list runs last first, each once, and reports failures instead of throwing', async (t) => {
  const ran: string[] = [];
  const failures: string[] = [];
  const list = createCleanupList((subject) => failures.push(subject));
  list.add('one', () => void ran.push('one'));
  list.add('two', () => Promise.reject(new Error('no')));
  list.add('three', () => void ran.push('three'));
  await list[Symbol.asyncDispose]();
  await list[Symbol.asyncDispose]();
  t.deepEqual(ran, ['three', 'one']);
  t.deepEqual(failures, ['two']);
});

test('sha256Json does not depend on the order of keys', (t) => {
  t.is(sha256Json({ a: 1, b: { c: 2, d: [3] } }), sha256Json({ b: { d: [3], c: 2 }, a: 1 }));
  t.not(sha256Json({ a: [1, 2] }), sha256Json({ a: [2, 1] }));
});

test('formatDuration is readable at every size', (t) => {
  t.deepEqual([340, seconds(12.34), minutes(4) + seconds(5), minutes(123)].map(formatDuration), [
    '340 ms',
    '12.3 s',
    '4 min 05 s',
    '2 h 03 min',
  ]);
});

test('within returns the value that comes in time, returns late otherwise, and rejects as the promise does', async (t) => {
  const played = (work: (clock: Clock) => Promise<unknown>) => playOnClock((clock) => within(work(clock), 100, clock));
  t.deepEqual(await played(async () => 1), { result: { status: 'fulfilled', value: 1 }, ms: 0 });
  t.deepEqual(await played((clock) => clock.sleep(101)), { result: { status: 'fulfilled', value: 'late' }, ms: 100 });
  const failure = new Error('broken');
  const fails = (clock: Clock) => clock.sleep(50).then(() => Promise.reject(failure));
  t.deepEqual(await played(fails), { result: { status: 'rejected', reason: failure }, ms: 50 });
});
