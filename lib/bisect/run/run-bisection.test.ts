import test from 'ava';
import { readFile, writeFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { importCommits } from '../../testing/git/import-commits.ts';
import { makeSearchedTrees } from '../../testing/git/searched-trees.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { run } from '../../util/subprocess.ts';
import type { BisectionEvent } from './bisection-event.ts';
import { runBisection } from './run-bisection.ts';
import type { RunBisectionOptions } from './run-options.ts';

const base = (folder: string): RunBisectionOptions => ({
  trees: [],
  build: null,
  command: ['true'],
  jobs: 1,
  repeats: 'auto',
  confidence: 0.99,
  certified: false,
  classic: false,
  budgetMs: null,
  timeoutMs: null,
  failure: null,
  folder: join(folder, 'search'),
  keptBuilds: 3,
  env: process.env,
  resume: false,
  seed: 1,
  onEvent: () => undefined,
});

/** A repository with `count` commits in a row; from `culprit` on, the file `bug` is there. */
async function makeLine(path: string, count: number, culprit: number): Promise<readonly string[]> {
  const plan = Array.from({ length: count }, (_, index) => ({
    parents: index === 0 ? [] : [index - 1],
    atSeconds: 1_700_000_000 + index,
    files: { number: `${index}\n`, ...(index >= culprit ? { bug: 'yes\n' } : {}) },
  }));
  return importCommits(path, plan);
}

for (const oneIn of [1, 3]) {
  test(`two trees of 300 commits, with merges and commits that do not build: a culprit that fails 1 in ${oneIn} is found`, async (t) => {
    await using folder = await scratchFolder('bisect');
    const searched = await makeSearchedTrees(folder.path, {
      seed: 20 + oneIn,
      commits: 300,
      culpritIn: oneIn === 1 ? 'two' : 'one',
    });
    const { trees, culprit, build, command } = searched;
    const { conclusion } = await runBisection({ ...base(folder.path), trees, build, command: command(oneIn), jobs: 2 });
    t.is(conclusion.tier, 'found');
    t.true(conclusion.probability >= 0.99);
    t.true(
      conclusion.culprits.some(({ tree, revision }) => tree === culprit.tree && revision === culprit.revision),
      `${JSON.stringify(conclusion)} has not ${JSON.stringify(culprit)}`,
    );
  });
}

test('the command gets path and revision of each tree, and the repositories are not changed', async (t) => {
  await using folder = await scratchFolder('bisect');
  const [one, two] = [join(folder.path, 'a.git'), join(folder.path, 'b.git')];
  const revisions = await makeLine(one, 8, 4);
  const other = await makeLine(two, 3, 99);
  const seen = join(folder.path, 'seen');
  const before = await run(['git', '-C', one, 'for-each-ref']);
  const script = `echo "$PWD|$OSSTEST_TREE_MY_TREE|$OSSTEST_REVISION_MY_TREE|$OSSTEST_REVISION_B" >> '${seen}'; test ! -e bug`;
  const { conclusion } = await runBisection({
    ...base(folder.path),
    trees: [
      { name: 'my-tree', path: one, good: revisions[0]!, bad: 'main' },
      { name: 'b', path: two, good: null, bad: null },
    ],
    command: ['sh', '-c', script],
  });
  t.like(conclusion, { kind: 'conclusion', tier: 'found', culprits: [{ tree: 'my-tree', revision: revisions[4]! }] });
  for (const line of (await readFile(seen, 'utf8')).trim().split('\n')) {
    const [cwd, path, revision, fixed] = line.split('|');
    t.is(cwd, path);
    t.true(revisions.includes(revision!));
    t.is(fixed, other.at(-1));
  }
  t.is((await run(['git', '-C', one, 'for-each-ref'])).stdout, before.stdout);
  t.deepEqual((await readdir(one)).includes('worktrees'), false);
});

test('without a good end it goes back by doubling; plain bisection believes each test', async (t) => {
  await using folder = await scratchFolder('bisect');
  const path = join(folder.path, 'a.git');
  const revisions = await makeLine(path, 120, 70);
  const notes: string[] = [];
  const onEvent = (event: BisectionEvent): void => void (event.kind === 'note' && notes.push(event.text));
  const { conclusion } = await runBisection({
    ...base(folder.path),
    trees: [{ name: 'a', path, good: null, bad: null }],
    command: ['test', '!', '-e', 'bug'],
    classic: true,
    onEvent,
  });
  t.like(conclusion, { tier: 'found', culprits: [{ revision: revisions[70]! }] });
  t.true(conclusion.tests <= 15, `${conclusion.tests} tests`);
  t.regex(notes.join(), new RegExp(`${revisions[119 - 64]!.slice(0, 12)} passes`));
});

test('a search that is stopped is resumed with the tests it made', async (t) => {
  await using folder = await scratchFolder('bisect');
  const path = join(folder.path, 'a.git');
  const revisions = await makeLine(path, 200, 150);
  const stop = new AbortController();
  const options = {
    ...base(folder.path),
    trees: [{ name: 'a', path, good: revisions[0]!, bad: null }],
    command: ['test', '!', '-e', 'bug'],
  };
  const onEvent = (event: BisectionEvent): void => {
    if (event.kind === 'test' && event.number === 5) stop.abort();
  };
  const stopped = await runBisection({ ...options, onEvent, signal: stop.signal });
  t.is(stopped.conclusion.tier, 'stopped');
  t.true(stopped.conclusion.culprits.length > 1);
  let resumedTests = 0;
  const resumed = await runBisection({
    ...options,
    resume: true,
    onEvent: (event) => event.kind === 'started' && (resumedTests = event.resumedTests),
  });
  t.true(resumedTests >= 5);
  t.like(resumed.conclusion, { tier: 'found', culprits: [{ revision: revisions[150]! }] });
  const other = runBisection({ ...options, command: ['true'], resume: true });
  await t.throwsAsync(other, { code: 'USAGE', message: /had other trees or commands/ });
});

test('certified: pairs of tests at the culprit', async (t) => {
  await using folder = await scratchFolder('bisect');
  const path = join(folder.path, 'a.git');
  const revisions = await makeLine(path, 60, 22);
  const { conclusion, tests } = await runBisection({
    ...base(folder.path),
    trees: [{ name: 'a', path, good: revisions[0]!, bad: null }],
    command: ['test', '!', '-e', 'bug'],
    certified: true,
    jobs: 2,
  });
  t.like(conclusion, { tier: 'certified', culprits: [{ revision: revisions[22]! }] });
  const count = (index: number): number => tests.filter((each) => each.revisions[0] === revisions[index]).length;
  t.true(count(22) >= 3 && count(21) >= 3);
});

test('the exit status of a command decides: 125 skips, other failures give no information, a signal stops the search', async (t) => {
  await using folder = await scratchFolder('bisect');
  const path = join(folder.path, 'a.git');
  const revisions = await makeLine(path, 40, 20);
  const trees = [{ name: 'a', path, good: revisions[0]!, bad: null }];
  const search = (script: string, more: Partial<RunBisectionOptions> = {}) =>
    runBisection({ ...base(folder.path), trees, command: ['sh', '-c', script], ...more });
  const skipped = await search('n=$(cat number); test $n -ge 18 -a $n -le 20 && exit 125; test ! -e bug');
  t.is(skipped.conclusion.tier, 'found');
  t.deepEqual(
    skipped.conclusion.culprits.map(({ revision }) => revisions.indexOf(revision)).toSorted((a, b) => a - b),
    [18, 19, 20, 21],
  );
  const other = await search(
    'n=$(cat number); test $n = 10 && { echo flaky network; exit 1; }; test ! -e bug || { echo boom; exit 7; }',
    {
      failure: /^boom/m,
    },
  );
  t.like(other.conclusion, { tier: 'found', culprits: [{ revision: revisions[20]! }] });
  await t.throwsAsync(search('kill -SEGV $$'), { code: 'BISECT_UNUSABLE', message: /was ended by SIGSEGV/ });
  await t.throwsAsync(search('exit 200'), { code: 'BISECT_UNUSABLE', message: /exited 200/ });
  const late = await search('test ! -e bug || sleep 60', { timeoutMs: 300 });
  t.like(late.conclusion, { tier: 'found', culprits: [{ revision: revisions[20]! }] });
});

test('no change in the range: a good end that fails, a bad end that never fails; a budget that ends', async (t) => {
  await using folder = await scratchFolder('bisect');
  const path = join(folder.path, 'a.git');
  const revisions = await makeLine(path, 40, 20);
  const trees = [{ name: 'a', path, good: revisions[0]!, bad: null }];
  const search = (command: readonly string[], more: Partial<RunBisectionOptions> = {}) =>
    runBisection({ ...base(folder.path), trees, command, ...more });
  const fails = await search(['false']);
  t.is(fails.conclusion.tier, 'no-change');
  t.regex(fails.conclusion.summary, /the good end failed in [1-9]/);
  const passes = await search(['true']);
  t.is(passes.conclusion.tier, 'no-change');
  t.regex(passes.conclusion.summary, /the bad end never failed/);
  const back = await search(['false'], { trees: [{ name: 'a', path, good: null, bad: null }] });
  t.is(back.conclusion.tier, 'no-change');
  const late = await search(['sh', '-c', 'sleep 0.2; test ! -e bug'], { budgetMs: 500 });
  t.is(late.conclusion.tier, 'budget');
  t.regex(late.conclusion.summary, /commits may be the culprit; about \d+ more tests/);
});

test('unusable input is reported: ends, repositories, folders, a second search', async (t) => {
  await using folder = await scratchFolder('bisect');
  const path = join(folder.path, 'a.git');
  const revisions = await makeLine(path, 10, 5);
  const search = (good: string | null, bad: string | null, more: Partial<RunBisectionOptions> = {}) =>
    runBisection({ ...base(folder.path), trees: [{ name: 'a', path, good, bad }], ...more });
  await t.throwsAsync(search(revisions[3]!, revisions[3]!), { code: 'USAGE', message: /the same commit/ });
  await t.throwsAsync(search(revisions[5]!, revisions[3]!), { code: 'USAGE', message: /exchange them/ });
  await t.throwsAsync(search('nonsense', null), { code: 'USAGE', message: /no commit "nonsense"/ });
  await t.throwsAsync(search('--all', null), { code: 'USAGE', message: /no commit "--all"/ });
  const nowhere = [{ name: 'x', path: join(folder.path, 'nowhere'), good: null, bad: null }];
  await t.throwsAsync(search(null, null, { trees: nowhere }), {
    code: 'BISECT_UNUSABLE',
    message: /is not a git repository/,
  });
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  await t.throwsAsync(search(revisions[0]!, null, { folder: join(file, 'x') }), {
    code: 'BISECT_UNUSABLE',
    message: /cannot be written/,
  });
  let start = (): void => undefined;
  const started = new Promise<void>((resolve) => (start = resolve));
  const command = ['sh', '-c', 'sleep 0.1; test ! -e bug'];
  const first = search(revisions[0]!, null, { command, onEvent: () => start() });
  await started;
  await t.throwsAsync(search(revisions[0]!, null), { code: 'BISECT_UNUSABLE', message: /another bisection/ });
  t.is((await first).conclusion.tier, 'found');
});
