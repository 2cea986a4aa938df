import test from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventSink, LabEvent } from '../../../typings/events.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { onAbort } from '../../util/abort.ts';
import type { Clock } from '../../util/clock.ts';
import { createFlight } from '../flights/create-flight.ts';
import { createEmitter } from './create-emitter.ts';
import { pruneJobEvents, readJobEvents } from '../flights/read-records.ts';
import { createDatabaseSink } from './database-sink.ts';
import { createJsonlSink } from './jsonl-sink.ts';
import { createTerminalSink } from './terminal-sink.ts';

const listSink = (events: LabEvent[], name = 'list'): EventSink => ({
  name,
  write: (event) => void events.push(event),
  [Symbol.asyncDispose]: () => Promise.resolve(),
});
const failingSink = (name: string, fail: () => void | Promise<void>): EventSink => ({
  ...listSink([], name),
  write: fail,
});
/** A clock that only the test moves; sleeps end when the signal is aborted. */
const stillClock = (start: string): Clock & { move(ms: number): void } => {
  let now = Date.parse(start);
  return {
    now: () => now,
    sleep: (_ms, signal) =>
      new Promise((_resolve, reject) => {
        onAbort(signal, () => reject(new Error('aborted')));
      }),
    move: (ms) => (now += ms),
  };
};

test('an emitter gives every event to all sinks, with its context and time', (t) => {
  const one: LabEvent[] = [];
  const two: LabEvent[] = [];
  const clock = stillClock('2026-01-02T03:04:05.678Z');
  const emitter = createEmitter([listSink(one), listSink(two)], { flight: 7 }, clock);
  emitter.child({ job: 'j' }).child({ host: 'qemu0' }).progress('hello');
  const expected = [
    {
      flight: 7,
      job: 'j',
      host: 'qemu0',
      at: new Date('2026-01-02T03:04:05.678Z'),
      kind: 'progress',
      message: 'hello',
    },
  ];
  t.deepEqual(one as unknown[], expected);
  t.deepEqual(two as unknown[], expected);
});

test('an emitter never throws; when a sink fails, the other sinks get one warning', async (t) => {
  const events: LabEvent[] = [];
  const emitter = createEmitter([
    failingSink('thrower', () => {
      throw new Error('disk full');
    }),
    listSink(events),
    failingSink('rejecter', () => Promise.reject(new Error('gone'))),
  ]);
  for (let n = 1; n <= 3; n += 1) emitter.progress(`event ${n}`);
  await new Promise((resolve) => setImmediate(resolve));
  const messages = events.map((event) => (event.kind === 'progress' ? event.message : event.kind));
  t.deepEqual(
    messages.filter((message) => message.startsWith('event sink')).sort((a, b) => a.localeCompare(b)),
    [
      'event sink rejecter failed, and may miss events: gone',
      'event sink thrower failed, and may miss events: disk full',
    ],
  );
  t.deepEqual(
    messages.filter((message) => /^event \d/.test(message)),
    ['event 1', 'event 2', 'event 3'],
  );
});

test('the JSONL sink stores every event in order, one a line', async (t) => {
  await using folder = await scratchFolder('jsonl');
  const path = join(folder.path, 'new folder', 'events.jsonl');
  {
    await using sink = createJsonlSink(path);
    const emitter = createEmitter([sink], { flight: 1, job: 'j' });
    for (let n = 0; n < 1000; n += 1) emitter.progress(`line\n${n}`);
  }
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  t.deepEqual(
    lines.map((line) => (JSON.parse(line) as { message: string }).message),
    Array.from({ length: 1000 }, (_, n) => `line\n${n}`),
  );
});

test('the JSONL sink rejects when it cannot write, and closes nevertheless', async (t) => {
  const sink = createJsonlSink('/dev/full/x');
  const event: LabEvent = { at: new Date(), kind: 'progress', message: 'x' };
  await t.throwsAsync(async () => sink.write(event), { code: 'EEXIST' });
  await t.notThrowsAsync(async () => sink[Symbol.asyncDispose]());
  const full = createJsonlSink('/dev/full');
  await t.throwsAsync(async () => full.write(event), { code: 'ENOSPC' });
  await full[Symbol.asyncDispose]();
});

test('the database sink writes the events of jobs in order, with limited output, and the remaining ones when it is closed', async (t) => {
  await using db = await freshDatabase();
  const flight = await createFlight(db, {
    branch: 'b',
    intended: null,
    jobs: [{ job: 'j', recipe: 'r', runvars: {} }],
  });
  {
    await using sink = createDatabaseSink(db, { maxOutput: 10 });
    const emitter = createEmitter([sink], { flight, job: 'j', stepno: 3 });
    for (let n = 0; n < 1200; n += 1) emitter.progress(`${n} \u{1F600} 'quoted' \${x}`);
    createEmitter([sink]).progress('of no job');
    for (const text of ['12345', '6789012345', 'more']) emitter.emit({ kind: 'output', id: 1, stream: 'stdout', text });
  }
  const events = await readJobEvents(db, { flight, job: 'j' });
  t.is(events.length, 1202);
  t.deepEqual(
    events.slice(0, 1200).map(({ event }) => event.kind === 'progress' && event.message),
    Array.from({ length: 1200 }, (_, n) => `${n} \u{1F600} 'quoted' \${x}`),
  );
  t.true(events[0]?.event.at instanceof Date);
  t.like(events[1201]?.event, { kind: 'output', text: '67890\n[cut here]\n' });
  t.deepEqual((await readJobEvents(db, { flight, job: 'j' }, events[1199]?.eventno)).length, 2);
  t.is(await pruneJobEvents(db, new Date(Date.now() + 1000)), 1202);
});

test('the database sink retains events while the database is unavailable, and reports at the end how many it lost', async (t) => {
  await using db = await freshDatabase();
  const flight = await createFlight(db, {
    branch: 'b',
    intended: null,
    jobs: [{ job: 'j', recipe: 'r', runvars: {} }],
  });
  const losses: number[] = [];
  const sink = createDatabaseSink(db, { delayMs: 1, onLoss: (events) => losses.push(events) });
  const event: LabEvent = { flight, job: 'j', at: new Date(), kind: 'progress', message: 'x' };
  await db.none('alter table job_events rename to hidden');
  sink.write(event) as undefined;
  await new Promise((resolve) => setTimeout(resolve, 200));
  t.throws(() => sink.write(event) as undefined, { code: 'QUERY_FAILED' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  await db.none('alter table hidden rename to job_events');
  await sink[Symbol.asyncDispose]();
  t.is((await readJobEvents(db, { flight, job: 'j' })).length, 2);
  t.deepEqual(losses, []);
  const losing = createDatabaseSink(db, { onLoss: (events) => losses.push(events) });
  losing.write({ ...event, job: 'no such job' }) as undefined;
  await losing[Symbol.asyncDispose]();
  t.deepEqual(losses, [1]);
});

/** Returns what a terminal would show; implements only the cursor movements that the sink uses. */
function screenOf(output: string): string[] {
  const lines: string[] = [''];
  for (const [part] of output.replaceAll('\u001b', '⎋').matchAll(/⎋\[\d*[AJ]|\n|[^⎋\n]+/g)) {
    const up = /^⎋\[(\d+)A$/.exec(part);
    if (up !== null) lines.splice(lines.length - 1 - Number(up[1]));
    if (up !== null) lines.push('');
    else if (part === '\n') lines.push('');
    else if (!part.startsWith('⎋')) lines[lines.length - 1] += part;
  }
  return lines.slice(0, -1);
}

test('the terminal sink shows one live line a job, and finished steps above it', async (t) => {
  const clock = stillClock('2026-01-02T03:04:05Z');
  let output = '';
  const target = { isTTY: true, columns: 100, write: (text: string) => (output += text) };
  const sink = createTerminalSink({ target, clock });
  const job = createEmitter([sink], { flight: 12, job: 'test-x' }, clock);
  job.emit({ kind: 'job-started', recipe: 'test-debian' });
  const step = job.child({ stepno: 1, testid: 'xen-boot', host: 'qemu0' });
  step.emit({ kind: 'started', expectedMs: 90_000 });
  clock.move(42_000);
  step.progress('waiting for ssh\u001b[31m:\nrefused');
  t.deepEqual(screenOf(output), ['12.test-x xen-boot qemu0 0:42 of usually 1 min 30 s: waiting for ssh: refused']);
  step.emit({ kind: 'finished', status: 'fail', reason: 'no answer', durationMs: 42_000 });
  t.deepEqual(screenOf(output), [
    '03:04:47 12.test-x xen-boot qemu0: fail (42.0 s): no answer',
    '12.test-x between steps 0:42',
  ]);
  step.emit({ kind: 'command-started', id: 1, command: 'x'.repeat(200) });
  job.progress('y'.repeat(200));
  t.is(screenOf(output)[1]?.length, 99);
  job.emit({ kind: 'job-finished', status: 'fail', reason: null, durationMs: 43_000 });
  await sink[Symbol.asyncDispose]();
  t.deepEqual(screenOf(output), [
    '03:04:47 12.test-x xen-boot qemu0: fail (42.0 s): no answer',
    '03:04:47 12.test-x: fail after 43.0 s',
  ]);
});

test('the terminal sink writes plain lines where there is no terminal', async (t) => {
  const clock = stillClock('2026-01-02T03:04:05Z');
  let output = '';
  await using sink = createTerminalSink({ target: { write: (text: string) => (output += text) }, clock });
  const step = createEmitter([sink], { flight: 12, job: 'test-x', testid: 'xen-boot', host: 'qemu0' }, clock);
  step.emit({ kind: 'started' });
  step.emit({ kind: 'command-started', id: 1, command: 'true' });
  step.emit({ kind: 'finished', status: 'pass', reason: null, durationMs: 1200 });
  t.is(
    output,
    '2026-01-02T03:04:05Z 12.test-x xen-boot qemu0: started\n2026-01-02T03:04:05Z 12.test-x xen-boot qemu0: pass (1.2 s)\n',
  );
});
