import test from 'ava';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { main } from '../../cli/main.ts';
import type { Db } from '../../db/db.ts';
import { FilesExpiredError } from '../../errors/record-errors.ts';
import { FlightNotFoundError } from '../../errors/history-errors.ts';
import { flightText } from '../../report/text/flight-text.ts';
import { readFlightRecord } from './read-flight-record.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { onDatabase, runInTerminal } from '../../testing/machine/run-in-terminal.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { createFlight } from './create-flight.ts';
import { expireFiles, type ExpireOptions } from './expire-files.ts';
import { pinFiles, unpinFiles, whenExpired } from '../stash/flight-files.ts';
import { openStash } from '../stash/stash.ts';

const GIB = 2 ** 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Creates a finished flight of one job, with a file of a given size. */
async function makeOld(
  db: Db,
  stashDir: string,
  { days, status = 'pass', buildjob }: { days: number; status?: 'pass' | 'queued'; buildjob?: string },
): Promise<number> {
  const runvars = buildjob === undefined ? {} : { buildjob };
  const jobs = [{ job: 'job', recipe: 'r', runvars, status }];
  const flight = await createFlight(db, { branch: 'b', intended: null, jobs, harness: 'test' });
  await db.none('update flights set started = $2 where flight = $1', [
    flight,
    Math.floor((Date.now() - days * DAY_MS) / 1000),
  ]);
  const stash = await openStash(db, { flight, job: 'job', stashDir });
  await stash.put('logs/a', 'a'.repeat(1000));
  return flight;
}

const policy = { minFreeGiB: 10, minAgeDays: 7, maxAgeDays: null };

/** Simulates a disk whose free space grows with each flight whose files are removed. */
const options = (folder: string, flights: readonly number[], freeGiB: number): ExpireOptions => ({
  folders: [folder],
  policy,
  freeBytes: () => {
    const gone = flights.filter((flight) => !existsSync(join(folder, String(flight), 'job')));
    return Promise.resolve((freeGiB + gone.length) * GIB);
  },
});

test('files of the oldest flights expire until there is enough space, but none that is pinned, young, not over or needed', async (t) => {
  await using db = await freshDatabase();
  await using folder = await scratchFolder('stash');
  const make = (days: number, more: { status?: 'queued'; buildjob?: string } = {}) =>
    makeOld(db, folder.path, { days, ...more });
  const [pinned, oldest, open, needed, old, older] = [
    await make(50),
    await make(40),
    await make(39, { status: 'queued' }),
    await make(38),
    await make(20),
    await make(30),
  ];
  const young = await make(1);
  await make(0, { status: 'queued', buildjob: `${needed}.job` });
  await pinFiles(db, pinned, { who: 'me', reason: 'a fine failure' });
  const all = [pinned, oldest, open, needed, old, older, young];
  const dry = await expireFiles(db, { ...options(folder.path, all, 8), dryRun: true });
  t.deepEqual(
    dry.map(({ flight }) => flight),
    [oldest, older, old],
    'their recorded sizes do not make 2 GiB',
  );
  t.is(await whenExpired(db, oldest), null);
  const expired = await expireFiles(db, options(folder.path, all, 8));
  t.deepEqual(
    expired.map(({ flight, why, bytes }) => [flight, why, bytes]),
    [
      [oldest, 'space', 1000],
      [older, 'space', 1000],
    ],
  );
  t.deepEqual(
    all.filter((flight) => !existsSync(join(folder.path, String(flight)))),
    [oldest, older],
  );
  t.deepEqual(await expireFiles(db, options(folder.path, all, 8)), []);
  const byAge = { ...options(folder.path, all, 100), policy: { ...policy, maxAgeDays: 10 } };
  t.deepEqual(
    (await expireFiles(db, byAge)).map(({ flight, why }) => [flight, why]),
    [[old, 'age']],
  );
  await unpinFiles(db, pinned);
  t.deepEqual(
    (await expireFiles(db, byAge)).map(({ flight }) => flight),
    [pinned],
  );
});

test('the expiry of files is recorded and reported before they are removed; the next call removes what an interrupted call left', async (t) => {
  await using db = await freshDatabase();
  await using folder = await scratchFolder('stash');
  const flight = await makeOld(db, folder.path, { days: 30 });
  const file = join(folder.path, String(flight), 'job', 'logs/a');
  const reports: string[] = [];
  const interrupted = expireFiles(db, {
    ...options(folder.path, [flight], 0),
    onExpired: async () => {
      t.true(existsSync(file));
      reports.push(flightText(await readFlightRecord(db, { flight, stashDir: folder.path })));
      throw new Error('killed');
    },
  });
  await t.throwsAsync(interrupted, { message: 'killed' });
  const today = (await whenExpired(db, flight))!.toISOString().slice(0, 10);
  t.regex(reports[0] ?? '', new RegExp(`\nfiles expired on ${today}\n`));
  t.notRegex(reports[0] ?? '', /1 files/);
  t.true(existsSync(file));
  t.deepEqual(await expireFiles(db, options(folder.path, [flight], 100)), []);
  t.false(existsSync(file));
  await t.throwsAsync(pinFiles(db, flight, { who: 'me', reason: 'too late' }), {
    instanceOf: FilesExpiredError,
    code: 'FILES_EXPIRED',
    message: `flight ${flight}: its files expired on ${today}`,
  });
  await t.throwsAsync(pinFiles(db, 999, { who: 'me', reason: 'x' }), { instanceOf: FlightNotFoundError });
});

test('flight publish links files and page; flight pin retains them, flight expire removes them, and the page shows it', async (t) => {
  await using db = await freshDatabase();
  await using folder = await scratchFolder('stash');
  const stashDir = join(folder.path, 'stash');
  const publishDir = join(folder.path, 'www');
  const flight = await makeOld(db, stashDir, { days: 30 });
  const settings = [`paths.stashDir=${stashDir}`, `files.publishDir=${publishDir}`, 'files.maxAgeDays=10'];
  const osstest = (...words: string[]) =>
    runInTerminal(main, [...onDatabase(db), ...settings.flatMap((each) => ['--set', each]), 'flight', ...words]);
  const published = await osstest('publish', String(flight));
  t.is(published.exitCode, 0, published.stderr);
  const file = join(publishDir, String(flight), 'job', 'logs/a');
  t.is((await stat(file)).ino, (await stat(join(stashDir, String(flight), 'job', 'logs/a'))).ino, 'a link, no copy');
  const page = join(publishDir, String(flight), 'index.html');
  t.regex(await readFile(page, 'utf8'), /href="\.\/job\/logs\/a"/);
  t.regex((await osstest('publish', String(flight))).stdout, /\(0 new files\)/);

  t.like(await osstest('pin', String(flight), '--reason', 'look'), { exitCode: 0 });
  t.regex((await osstest('show', String(flight))).stdout, /files pinned by .*: look/);
  t.is((await osstest('expire')).stdout, 'nothing expires\n');
  t.like(await osstest('unpin', String(flight)), { exitCode: 0 });
  t.regex((await osstest('expire', '--dry-run')).stdout, /would expire \(age\)/);
  t.true(existsSync(file));
  t.regex((await osstest('expire')).stdout, /^flight \d+ of .*: .* expired \(age\)\n$/);
  t.false(existsSync(file));
  t.false(existsSync(join(stashDir, String(flight))));
  const after = await readFile(page, 'utf8');
  t.regex(after, /files expired on \d{4}-\d\d-\d\d/);
  t.notRegex(after, /href="\.\/job/);
  t.regex((await osstest('publish', String(flight))).stderr, /FILES_EXPIRED/);
});
