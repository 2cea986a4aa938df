import test from 'ava';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describeFailures, failuresOf, parseRepeatOptions } from '../../scripts/repeat-report.ts';
import { finalLine, readReport, slowTests } from '../../scripts/test-report.ts';
import { run } from '../util/subprocess.ts';
import { shellEnvironment, temporaryFolder } from './clone-project.ts';
import { ROOT } from './source-tree.ts';

/** Runs scripts/run-tests.ts, the second half of `npm test`, in a project that contains only these test files. */
async function runTests(files: Readonly<Record<string, string>>) {
  await using folder = temporaryFolder('tooling');
  const put = (name: string, text: string): void => writeFileSync(join(folder.path, name), text);
  put('package.json', '{"type": "module", "ava": {"files": ["*.test.js"], "workerThreads": false}}');
  symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  for (const [name, text] of Object.entries(files)) put(name, `import test from 'ava';\n${text}`);
  const script = join(ROOT, 'scripts/run-tests.ts');
  const result = await run([process.execPath, '--import=tsx', script], {
    cwd: folder.path,
    env: shellEnvironment(),
    okExitCodes: [0, 1],
  });
  return { ...result, lastLine: result.stdout.trimEnd().split('\n').at(-1) };
}

const PASS = "test('fine', (t) => t.pass());\n";

test('the test command prints the counts as its last line and exits 0 if all tests pass', async (t) => {
  const result = await runTests({ 'a.test.js': `${PASS}test.skip('later', (t) => t.pass());\n` });
  t.like(result, { exitCode: 0, lastLine: '1 passed, 0 failed, 1 skipped' });
});

test('the test command prints failures in full, counts a crashed file, and exits 1', async (t) => {
  const files = {
    'a.test.js': `${PASS}test('wrong', (t) => t.is('one', 'two'));\n`,
    'b.test.js': 'process.exit(7);\n',
  };
  const result = await runTests(files);
  t.is(result.exitCode, 1);
  t.regex(result.lastLine ?? '', /^1 passed, [1-9] failed$/);
  t.regex(result.stdout, /'one'[^]*'two'/);
  t.regex(result.stdout, /b\.test\.js/);
});

test('the test command fails if there is no test to run', async (t) => {
  t.like(await runTests({}), { exitCode: 1, lastLine: '0 passed, 1 failed' });
});

test('readReport counts failures outside of tests and finds slow tests', (t) => {
  const report = readReport(
    [
      '  ✔ a › quick',
      '  ✔ a › slow (1m 2.5s)',
      '  ✘ [fail]: b › wrong (7.1s)',
      '  ─',
      '',
      '  1 test failed',
      '  1 uncaught exception',
    ],
    1,
  );
  t.is(finalLine(report), '2 passed, 2 failed');
  t.deepEqual(slowTests(report), [
    { title: 'a › slow', seconds: 62.5 },
    { title: 'b › wrong', seconds: 7.1 },
  ]);
  t.is(finalLine(readReport([], null)), '0 passed, 1 failed');
});

test('test:repeat accepts N, --load and files, and rejects anything else', (t) => {
  t.deepEqual(parseRepeatOptions(['5']), { runs: 5, load: 0, rest: [] });
  t.deepEqual(parseRepeatOptions(['3', '--load', '6', 'a.test.ts']), { runs: 3, load: 6, rest: ['a.test.ts'] });
  for (const wrong of [[], ['0'], ['x'], ['3', '--load'], ['3', '--load', '-1']]) t.is(parseRepeatOptions(wrong), null);
});

test('test:repeat prints the rate of each failure with its interval, the most frequent first', (t) => {
  const failures = failuresOf(['  ✔ fine', '  ✘ [fail]: a › slow (7.1s)', '  ✘ [fail]: b › wrong why'], 2);
  t.deepEqual(failures, ['a › slow', 'b › wrong why']);
  t.deepEqual(failuresOf(['  ✘ b.test.js exited with a non-zero exit code: 7'], 1), [
    'b.test.js exited with a non-zero exit code: 7',
  ]);
  t.deepEqual(failuresOf([], 1), ['the suite: failed without a failed test']);
  t.deepEqual(failuresOf(['  ✔ fine'], 0), []);
  const runs = [['b'], ['a', 'b'], []].map((each) => ({ failures: each, passed: 1 }));
  t.deepEqual(describeFailures(runs), [
    'b: failed 2 of 3: 67 % (95 % interval 21 % to 94 %)',
    'a: failed 1 of 3: 33 % (95 % interval 6.1 % to 79 %)',
    'the suite: failed 2 of 3: 67 % (95 % interval 21 % to 94 %)',
  ]);
});
