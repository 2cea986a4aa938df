import test from 'ava';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importCommits } from '../testing/git/import-commits.ts';
import { scratchFolder } from '../testing/machine/scratch-folder.ts';
import { run } from '../util/subprocess.ts';
import { mirrorTree } from './mirror-tree.ts';
import { readTreeHistory } from './read-tree-history.ts';
import { readTreeLog } from './read-tree-log.ts';

const LINE = [0, 1, 2, 3].map((number) => ({ parents: number === 0 ? [] : [number - 1], atSeconds: number * 100 }));

async function makeTree(folder: string): Promise<{ readonly url: string; readonly revisions: readonly string[] }> {
  const url = join(folder, 'tree.git');
  return { url, revisions: await importCommits(url, LINE) };
}

test('mirrorTree fetches once for all simultaneous callers, and not at all if the mirror is sufficient', async (t) => {
  await using folder = await scratchFolder('mirror');
  const { url, revisions } = await makeTree(folder.path);
  const cacheDir = join(folder.path, 'cache');
  const fetchedAt = async (path: string): Promise<number> => (await stat(join(path, 'osstest-fetched'))).mtimeMs;
  const all = [0, 1, 2, 3].map(async () => {
    const path = await mirrorTree(url, { cacheDir, update: 'always' });
    return { path, fetchedAtMs: await fetchedAt(path) };
  });
  const mirrors = await Promise.all(all);
  t.is(new Set(mirrors.map(({ path, fetchedAtMs }) => `${path} ${fetchedAtMs}`)).size, 1);

  await rename(url, `${url} gone`);
  const head = { from: [revisions[3] ?? ''] };
  t.is((await readTreeHistory(url, head, { cacheDir, update: 'missing' })).size, 4);
  const gone = { code: 'REMOTE_FAILED', message: /tree\.git: fetch failed/ };
  await t.throwsAsync(readTreeHistory(url, head, { cacheDir, update: 'always' }), gone);
});

test('readTreeHistory recreates a damaged mirror', async (t) => {
  await using folder = await scratchFolder('mirror');
  const { url, revisions } = await makeTree(folder.path);
  const mirror = { cacheDir: join(folder.path, 'cache'), update: 'missing' } as const;
  const objects = join(await mirrorTree(url, mirror), 'objects');
  for (const name of await readdir(objects)) {
    if (/^\w\w$/.test(name)) await rm(join(objects, name), { recursive: true });
  }
  for (const name of await readdir(join(objects, 'info'))) await rm(join(objects, 'info', name), { recursive: true });
  for (const name of await readdir(join(objects, 'pack'))) {
    await rm(join(objects, 'pack', name), { force: true });
    await writeFile(join(objects, 'pack', name), 'damaged');
  }
  t.is((await readTreeHistory(url, { from: [revisions[3] ?? ''] }, mirror)).size, 4);
});

test('readTreeHistory reads commits that a rewritten history no longer has, as long as the mirror has them', async (t) => {
  await using folder = await scratchFolder('mirror');
  const { url, revisions } = await makeTree(folder.path);
  const mirror = { cacheDir: join(folder.path, 'cache'), update: 'always' } as const;
  const from = [revisions[3] ?? ''];
  await mirrorTree(url, mirror);
  await run(['git', '-C', url, 'update-ref', 'refs/heads/main', revisions[0] ?? '']);
  await run(['git', '-C', url, 'reflog', 'expire', '--expire=now', '--all']);
  await run(['git', '-C', url, 'repack', '-q', '-a', '-d']);
  await run(['git', '-C', url, 'prune', '--expire=now']);
  t.is((await readTreeHistory(url, { from }, mirror)).size, 4);
  const log = await readTreeLog(url, { from: revisions[1] ?? '', to: revisions[2] ?? '' }, mirror);
  t.regex(log, /^commit \w+\nAuthor: Ann Author <ann@example\.org>\nDate: .*\n\n {4}change 3\n?$/);
  const fresh = { ...mirror, cacheDir: join(folder.path, 'another') };
  const message = /tree\.git: no branch or tag of it has the revision; its history may have been rewritten/;
  await t.throwsAsync(readTreeHistory(url, { from }, fresh), { code: 'REVISION_UNKNOWN', message });
});

test('readTreeHistory reads a shallow clone up to its end, and recreates the mirror when the clone is complete', async (t) => {
  await using folder = await scratchFolder('mirror');
  const { url, revisions } = await makeTree(folder.path);
  const shallow = join(folder.path, 'shallow.git');
  await run(['git', 'clone', '--quiet', '--bare', '--depth=2', `file://${url}`, shallow]);
  const mirror = { cacheDir: join(folder.path, 'cache'), update: 'missing' } as const;
  const [, , older = '', head = ''] = revisions;
  t.is((await readTreeHistory(shallow, { from: [head], not: [older] }, mirror)).listed.length, 1);
  const message = /shallow\.git: is a shallow clone that ends too early; run "git fetch --unshallow" there/;
  await t.throwsAsync(readTreeHistory(shallow, { from: [head] }, mirror), { code: 'HISTORY_SHALLOW', message });
  await run(['git', '-C', shallow, 'fetch', '--quiet', '--unshallow']);
  t.is((await readTreeHistory(shallow, { from: [head] }, mirror)).listed.length, 4);
});
