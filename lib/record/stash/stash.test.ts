import test from 'ava';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { LabEvent } from '../../../typings/events.ts';
import type { Db } from '../../db/db.ts';
import { StashError, StashPathError } from '../../errors/record-errors.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { scratchFolder, type ScratchFolder } from '../../testing/machine/scratch-folder.ts';
import { sha256 } from '../../util/digest.ts';
import { createFlight } from '../flights/create-flight.ts';
import { createEmitter } from '../events/create-emitter.ts';
import { openStash, type Stash } from './stash.ts';

async function makeStash(db: Db, { path: stashDir }: ScratchFolder, events: LabEvent[] = []): Promise<Stash> {
  const job = { job: 'test-x', recipe: 'r', runvars: {} };
  const flight = await createFlight(db, { branch: 'b', intended: null, jobs: [job] });
  const list = {
    name: 'list',
    write: (event: LabEvent) => void events.push(event),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return openStash(db, { flight, job: 'test-x', stashDir, emitter: createEmitter([list]) });
}

test('a stash stores texts, bytes, files and streams under FLIGHT/JOB with size and digest', async (t) => {
  await using db = await freshDatabase();
  const events: LabEvent[] = [];
  await using folder = await scratchFolder('stash');
  const stash = await makeStash(db, folder, events);
  const local = join(folder.path, 'local file');
  await writeFile(local, 'of a file');
  await stash.put('text', 'first');
  await stash.put('text', 'second: ä');
  await stash.put('empty', '');
  await stash.put('a/b c/bytes', new Uint8Array([0, 255]));
  await stash.putFile('file', local);
  await stash.putStream('stream', Readable.from([Buffer.from('of '), Buffer.from('a stream')]));
  const found = await stash.list();
  t.deepEqual(
    found.map(({ path, bytes, sha256: digest }) => [path, bytes, digest]),
    [
      ['a/b c/bytes', 2, sha256(new Uint8Array([0, 255]))],
      ['empty', 0, sha256('')],
      ['file', 9, sha256('of a file')],
      ['stream', 11, sha256('of a stream')],
      ['text', 10, sha256('second: ä')],
    ],
  );
  t.is(await readFile(join(stash.path, 'stream'), 'utf8'), 'of a stream');
  t.is((await stash.read('text'))?.toString(), 'second: ä');
  t.is(await stash.read('nothing'), null);
  t.deepEqual(await stash.verify(), []);
  t.deepEqual(events.map((event) => event.kind === 'stashed' && event.path).slice(0, 2), ['text', 'text']);
  t.regex(stash.path, /\/\d+\/test-x$/);
});

test('a stash reports which files differ from their records', async (t) => {
  await using db = await freshDatabase();
  await using folder = await scratchFolder('stash');
  const stash = await makeStash(db, folder);
  for (const name of ['gone', 'longer', 'changed', 'right']) await stash.put(name, name);
  await rm(join(stash.path, 'gone'));
  await writeFile(join(stash.path, 'longer'), 'longer than before');
  await writeFile(join(stash.path, 'changed'), 'chanGed');
  t.deepEqual(await stash.verify(), [
    { path: 'changed', problem: 'other content' },
    { path: 'gone', problem: 'missing' },
    { path: 'longer', problem: 'other size' },
  ]);
});

test('a stash refuses names that lead out of its folder', async (t) => {
  await using db = await freshDatabase();
  await using folder = await scratchFolder('stash');
  const stash = await makeStash(db, folder);
  const names = [
    '',
    '.',
    '..',
    '../x',
    'a/../../x',
    '/etc/passwd',
    'a//b',
    'a/',
    'nul\0',
    'line\n',
    'a\\b',
    'x'.repeat(240),
  ];
  for (const name of names) {
    await t.throwsAsync(stash.put(name, 'x'), { instanceOf: StashPathError }, name);
    await t.throwsAsync(stash.read(name), { instanceOf: StashPathError }, name);
  }
  await mkdir(join(stash.path, '..', 'other'));
  await symlink('../other', join(stash.path, 'link'));
  await t.throwsAsync(stash.put('link/x', 'x'), { instanceOf: StashPathError });
  t.deepEqual(await readdir(join(stash.path, '..', 'other')), []);
  await t.throwsAsync(openStash(db, { flight: 1, job: '../x', stashDir: folder.path }), { instanceOf: StashPathError });
});

test('a stash retains the old file and leaves no partial file when storing fails', async (t) => {
  await using db = await freshDatabase();
  await using folder = await scratchFolder('stash');
  const stash = await makeStash(db, folder);
  await stash.put('file', 'old');
  const breaking = Readable.from(
    (async function* () {
      yield Buffer.from('half');
      await Promise.resolve();
      throw new Error('source broke');
    })(),
  );
  await t.throwsAsync(stash.putStream('file', breaking), { instanceOf: StashError, message: /source broke/ });
  await t.throwsAsync(stash.putFile('file', '/nonexistent'), { instanceOf: StashError, message: /ENOENT/ });
  t.is((await stash.read('file'))?.toString(), 'old');
  t.deepEqual(await readdir(stash.path), ['file']);
  t.deepEqual(await stash.verify(), []);
});
