import test from 'ava';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importCommits } from '../testing/git/import-commits.ts';
import { scratchFolder } from '../testing/machine/scratch-folder.ts';
import { run } from '../util/subprocess.ts';
import { createHistoryParser } from './history-parser.ts';
import type { History } from './history.ts';
import { readHistory } from './read-history.ts';

/** A root 0, two branches 1 and 2, and their merge 3. */
const DIAMOND = [
  { parents: [], atSeconds: 100 },
  { parents: [0], atSeconds: 300 },
  { parents: [0], atSeconds: 200 },
  { parents: [1, 2], atSeconds: 400 },
];

const asLines = (history: History): readonly (readonly (string | number)[])[] =>
  [...history.listed].map((commit) => [
    history.committedAtSeconds(commit),
    history.revision(commit),
    ...[...history.parents(commit)].map((parent) => history.revision(parent)),
  ]);

test('readHistory returns commits with their parents and dates, in git’s order', async (t) => {
  await using folder = await scratchFolder('history');
  const path = join(folder.path, 'tree.git');
  const [root = '', older = '', newer = '', merge = ''] = await importCommits(path, DIAMOND);
  const whole = await readHistory(path, { from: ['main'] });
  t.deepEqual(asLines(whole), [
    [400, merge, older, newer],
    [300, older, root],
    [200, newer, root],
    [100, root],
  ]);
  t.is(whole.size, 4);
  t.is(whole.find('0'.repeat(40)), null);
  t.is(whole.find('main'), null);
  t.is(whole.revision(whole.find(root) ?? -1), root);
  t.is((await readHistory(path, { from: ['main'], order: 'topology', limit: 2 })).listed.length, 2);
});

test('readHistory includes parents outside the list, without date or parents', async (t) => {
  await using folder = await scratchFolder('history');
  const path = join(folder.path, 'tree.git');
  const [root = '', older = '', newer = '', merge = ''] = await importCommits(path, DIAMOND);
  const part = await readHistory(path, { from: [merge], not: [older] });
  t.deepEqual(asLines(part), [
    [400, merge, older, newer],
    [200, newer, root],
  ]);
  const outside = part.find(root) ?? -1;
  t.is(part.size, 4);
  t.is(part.parents(outside).length, 0);
  t.is(part.committedAtSeconds(outside), Number.NaN);
  t.deepEqual(asLines(await readHistory(path, { from: [older], not: [merge] })), []);
});

test('readHistory reports an unknown revision, a missing repository, a shallow clone and damage', async (t) => {
  await using folder = await scratchFolder('history');
  const path = join(folder.path, 'tree.git');
  const [, older = '', newer = '', merge = ''] = await importCommits(path, DIAMOND);
  const unknown = { code: 'REVISION_UNKNOWN' };
  await t.throwsAsync(readHistory(path, { from: ['f'.repeat(40)] }), {
    ...unknown,
    message: /tree\.git: bad object f+/,
  });
  await t.throwsAsync(readHistory(path, { from: [merge], not: ['no-such'] }), { ...unknown, message: /no-such/ });
  await t.throwsAsync(readHistory(path, { from: ['--output=x'] }), unknown);
  await t.throwsAsync(readHistory(folder.path, { from: ['main'] }), { code: 'REPOSITORY_UNUSABLE' });
  await t.throwsAsync(readHistory(join(folder.path, 'none'), { from: ['main'] }), { code: 'REPOSITORY_UNUSABLE' });

  const shallow = join(folder.path, 'shallow');
  await run(['git', 'clone', '--quiet', '--bare', '--depth=2', `file://${path}`, shallow]);
  const message = new RegExp(`its history ends at (?:${older}|${newer}); run "git fetch --unshallow"`);
  await t.throwsAsync(readHistory(shallow, { from: ['main'] }), { code: 'HISTORY_SHALLOW', message });
  t.is((await readHistory(shallow, { from: ['main'], not: [older, newer] })).listed.length, 1);

  const objects = join(path, 'objects');
  for (const folderName of await readdir(objects)) {
    if (/^\w\w$/.test(folderName)) await rm(join(objects, folderName), { recursive: true });
  }
  for (const pack of await readdir(join(objects, 'pack'))) await writeFile(join(objects, 'pack', pack), 'x'.repeat(9));
  await t.throwsAsync(readHistory(path, { from: ['main'] }), { code: 'REPOSITORY_UNUSABLE' });
});

test('readHistory stops git when its signal is aborted', async (t) => {
  await using folder = await scratchFolder('history');
  const path = join(folder.path, 'tree.git');
  await importCommits(path, DIAMOND);
  const reason = new Error('enough');
  await t.throwsAsync(readHistory(path, { from: ['main'], signal: AbortSignal.abort(reason) }), { is: reason });
});

test('the parser returns the same result for every division of the output into chunks', (t) => {
  const id = (digit: string): string => digit.repeat(40);
  const bytes = Buffer.from(`20 ${id('a')} ${id('1')} ${id('f')}\n9 ${id('1')}\n`);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const parser = createHistoryParser();
    parser.push(bytes.subarray(0, cut));
    parser.push(bytes.subarray(cut));
    t.deepEqual(asLines(parser.end()), [
      [20, id('a'), id('1'), id('f')],
      [9, id('1')],
    ]);
  }
  const cutShort = createHistoryParser();
  cutShort.push(bytes.subarray(0, 60));
  t.throws(() => cutShort.end(), { message: /ends within a line/ });
  t.throws(() => createHistoryParser().push(Buffer.from('nonsense\n')), { message: /not a line of commits/ });
  const wrong = createHistoryParser();
  t.throws(() => wrong.push(Buffer.from(`20 ${id('a')}\n20 ${id('b').slice(9)}\n`)), { message: /not one of commits/ });
});
