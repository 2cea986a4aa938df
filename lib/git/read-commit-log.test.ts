import test from 'ava';
import { join } from 'node:path';
import { scratchFolder } from '../testing/machine/scratch-folder.ts';
import { run } from '../util/subprocess.ts';
import { readCommitLog } from './read-commit-log.ts';

test('readCommitLog returns the commits that only one of two revisions has, and counts those that it omits', async (t) => {
  await using scratch = await scratchFolder('git');
  const git = async (...words: string[]): Promise<string> =>
    (await run(['git', '-C', scratch.path, '-c', 'user.name=A', '-c', 'user.email=a@b', ...words])).stdout.trim();
  await git('init', '-q');
  for (let number = 0; number <= 40; number++) await git('commit', '-q', '--allow-empty', '-m', `change ${number}`);
  const log = await readCommitLog(scratch.path, await git('rev-parse', 'HEAD~2'), await git('rev-parse', 'HEAD'));
  t.deepEqual(
    log.commits.map((line) => line.replace(/^\w+ /, '')),
    ['change 40', 'change 39'],
  );
  t.like(log, { total: 2, problem: null });
  t.like(await readCommitLog(scratch.path, 'HEAD~40', 'HEAD'), { total: 40, problem: null });
  t.is((await readCommitLog(scratch.path, 'HEAD~40', 'HEAD')).commits.length, 30);
  t.deepEqual(await readCommitLog(scratch.path, 'HEAD', 'HEAD'), { commits: [], total: 0, problem: null });
});

test('readCommitLog reports why it has no log', async (t) => {
  await using scratch = await scratchFolder('git');
  t.regex((await readCommitLog(join(scratch.path, 'none'), 'a', 'b')).problem ?? '', /none.*not exist/);
  await run(['git', '-C', scratch.path, 'init', '-q']);
  t.regex((await readCommitLog(scratch.path, 'aaaa', '--output=x')).problem ?? '', /aaaa/);
});
