import test from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importCommits } from '../testing/git/import-commits.ts';
import { fakeTerminal, runInTerminal } from '../testing/machine/run-in-terminal.ts';
import { scratchFolder } from '../testing/machine/scratch-folder.ts';
import { main } from './main.ts';

/** 30 commits in a row; from the 17th on, the file `bug` is there. */
const LINE = Array.from({ length: 30 }, (_, index) => ({
  parents: index === 0 ? [] : [index - 1],
  atSeconds: 1_700_000_000 + index,
  message: `change ${index}`,
  files: { number: `${index}\n`, ...(index >= 17 ? { bug: '<b>\n' } : {}) },
}));

async function prepare(folder: string) {
  const path = join(folder, 'a.git');
  const revisions = await importCommits(path, LINE);
  const bisect = (...words: readonly string[]) =>
    runInTerminal(main, ['bisect', 'run', '--set', `paths.cacheDir=${join(folder, 'cache')}`, ...words]);
  return { path, revisions, bisect };
}

test('bisect run prints the culprit, how to reproduce it, and writes a page', async (t) => {
  await using folder = await scratchFolder('bisect');
  const { path, revisions, bisect } = await prepare(folder.path);
  const page = join(folder.path, 'page.html');
  const { exitCode, stdout, stderr } = await bisect(
    '--tree',
    `a=${path}=${revisions[0]}..main`,
    '--html',
    page,
    '--',
    'test',
    '!',
    '-e',
    'bug',
  );
  t.is(exitCode, 0, stderr);
  t.regex(stdout, new RegExp(`Found with 99\\.\\d+ %: a ${revisions[17]!.slice(0, 12)}`));
  t.regex(stdout, /change 17\n.*Ann Author/);
  t.regex(stdout, /git -C repro checkout --detach/);
  t.regex(stderr, /^Searching 29 commits of a/);
  const html = await readFile(page, 'utf8');
  t.regex(html, /<svg /);
  t.true(html.includes(revisions[17]!));
});

test('bisect run --json prints an object a line; the last is the conclusion', async (t) => {
  await using folder = await scratchFolder('bisect');
  const { path, revisions, bisect } = await prepare(folder.path);
  const { exitCode, stdout } = await bisect(
    '--json',
    '--tree',
    `a=${path}=${revisions[0]}..`,
    '--',
    'test',
    '!',
    '-e',
    'bug',
  );
  t.is(exitCode, 0);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly kind: string });
  t.deepEqual(new Set(events.map(({ kind }) => kind)), new Set(['started', 'progress', 'test', 'conclusion']));
  t.like(events.at(-1), {
    kind: 'conclusion',
    tier: 'found',
    culprits: [{ tree: 'a', revision: revisions[17]! }],
    builds: 0,
  });
});

test('bisect run ends with 1 without a culprit, 4 at the end of a budget, 2 and 3 where something cannot be used', async (t) => {
  await using folder = await scratchFolder('bisect');
  const { path, revisions, bisect } = await prepare(folder.path);
  const tree = ['--tree', `a=${path}=${revisions[0]}..main`];
  t.is((await bisect(...tree, '--', 'false')).exitCode, 1);
  t.is((await bisect(...tree, '--budget', '0.3s', '--', 'sleep 0.2; false')).exitCode, 4);
  const cases = [
    [2, [...tree]],
    [2, [...tree, '--good', 'main~3', '--', 'true']],
    [2, ['--tree', `a=${path}`, '--tree', `A=${path}`, '--', 'true']],
    [2, ['--tree', 'nonsense', '--', 'true']],
    [2, ['--tree', `a=${path}`, '--good', 'nonsense', '--', 'true']],
    [2, [...tree, '--confidence', '1.5', '--', 'true']],
    [2, [...tree, '--budget', 'soon', '--', 'true']],
    [2, [...tree, '--failure', '(', '--', 'true']],
    [3, ['--tree', `a=${folder.path}`, '--', 'true']],
    [3, [...tree, '--', 'no-such-program']],
    [3, [...tree, '--', './no-such-file']],
    [3, [...tree, '--', 'exit 200']],
  ] as const;
  for (const [expected, words] of cases) {
    const { exitCode, stderr } = await bisect(...words);
    t.is(exitCode, expected, `${words.join(' ')}: ${stderr}`);
    t.is(
      stderr.split('\n').filter((line) => line.startsWith('osstest:') || line.startsWith('Failed')).length,
      1,
      stderr,
    );
  }
});

test('bisect run that is interrupted exits with 130 and prints what remains, also before its first test', async (t) => {
  await using folder = await scratchFolder('bisect');
  const { path, revisions } = await prepare(folder.path);
  const tree = `a=${path}=${revisions[0]}..main`;
  const words = [
    'bisect',
    'run',
    '--json',
    '--set',
    `paths.cacheDir=${join(folder.path, 'cache')}`,
    '--tree',
    tree,
    '--',
    'false',
  ];
  const terminal = fakeTerminal();
  const ended = main(words, terminal);
  terminal.emit('SIGINT', 'SIGINT');
  t.is(await ended, 130);
  const last = terminal.written.stdout.trim().split('\n').at(-1) ?? '';
  t.like(JSON.parse(last), { kind: 'conclusion', tier: 'stopped' });
});
