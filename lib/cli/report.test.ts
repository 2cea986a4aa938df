import test from 'ava';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db } from '../db/db.ts';
import { createFlight } from '../record/flights/create-flight.ts';
import { openJobRecorder } from '../record/recorder/job-recorder.ts';
import { createDatabaseSink } from '../record/events/database-sink.ts';
import { openStash } from '../record/stash/stash.ts';
import { freshDatabase } from '../testing/database/fresh-database.ts';
import { onDatabase, runInTerminal } from '../testing/machine/run-in-terminal.ts';
import { main } from './main.ts';

let db: Db;
let folder = '';
let flight = 0;

test.before(async () => {
  db = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'osstest-report-'));
  const job = 'test-amd64';
  flight = await createFlight(db, {
    branch: 'quickstart',
    intended: 'play',
    jobs: [{ job, recipe: 'test-pv', runvars: { host: 'qemu0' } }],
  });
  await using sink = createDatabaseSink(db);
  const recorder = await openJobRecorder(db, { flight, job, taskId: null, sinks: [sink] });
  const step = await recorder.startStep({ testid: 'guest-start', script: 'ts-guest-start' });
  step.emitter.emit({ kind: 'command-started', id: 1, command: 'xl create tiny.cfg' });
  step.emitter.emit({ kind: 'output', id: 1, stream: 'stderr', text: 'libxl: no memory\n' });
  step.emitter.emit({ kind: 'command-finished', id: 1, command: 'xl create tiny.cfg', exitCode: 1, durationMs: 900 });
  const stash = await openStash(db, { flight, job, stashDir: join(folder, 'stash'), emitter: step.emitter });
  await stash.put('qemu0-serial.log', `${new Date().toISOString()} (XEN) out of memory\n`);
  await stash.put(
    'qemu0--guest-tiny-serial.log',
    `${new Date().toISOString()} [2026-11-24 01:02:03] Kernel panic in the guest\n`,
  );
  await step.finish('fail', 'tiny: no address');
  await recorder.finish('fail');
});
test.after.always(async () => {
  await db.close();
  await rm(folder, { recursive: true, force: true });
});

const osstest = (...words: readonly string[]) =>
  runInTerminal(main, [...words, ...onDatabase(db), '--set', `paths.stashDir=${join(folder, 'stash')}`]);

test('osstest report show prints what failed and why', async (t) => {
  const { stdout, exitCode } = await osstest('report', 'show', String(flight));
  t.is(exitCode, 0);
  t.regex(stdout, /test-amd64 guest-start: fail: tiny: no address/);
});

test('osstest report page writes the page beside the files of the flight, with links to them', async (t) => {
  const { stdout, exitCode } = await osstest('report', 'page', String(flight));
  const path = join(folder, 'stash', String(flight), 'report.html');
  t.is(exitCode, 0);
  t.true(stdout.startsWith(path));
  const page = await readFile(path, 'utf8');
  t.true(page.includes('href="./test-amd64/qemu0-serial.log"'));
  t.regex(page, /\(XEN\) out of memory/);
  t.regex(page, /Console qemu0 guest tiny[^]*Kernel panic in the guest/);
  t.notRegex(page, /\[2026-11-24 01:02:03\]/);
  t.regex(page, /libxl: no memory/);
});

test('osstest report page --output makes the folder that is missing, and its links lead to the files from there', async (t) => {
  const output = join(folder, 'a', 'b.html');
  t.is((await osstest('report', 'page', String(flight), '--output', output)).exitCode, 0);
  t.true((await readFile(output, 'utf8')).includes(`href="./../stash/${flight}/test-amd64/qemu0-serial.log"`));
});

test('osstest report page of a flight that is not there ends with 4', async (t) => {
  const { stderr, exitCode } = await osstest('report', 'page', '999999');
  t.is(exitCode, 4);
  t.regex(stderr, /flight 999999: not in this database/);
});
