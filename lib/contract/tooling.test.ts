import test from 'ava';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finalLine, readReport, slowTests } from '../../scripts/test-report.ts';
import { ROOT } from './source-tree.ts';

/** Runs the test command's second half in a project that has just these test files. */
function runTests(t: { teardown(fn: () => void): void }, files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'osstest-tooling-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    join(folder, 'package.json'),
    '{"type": "module", "ava": {"files": ["*.test.js"], "workerThreads": false}}',
  );
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(folder, name), `import test from 'ava';\n${text}`);
  const env = { ...process.env, AVA_FORCE_CI: 'ci' };
  const child = spawnSync(process.execPath, ['--import=tsx', join(ROOT, 'scripts/run-tests.ts')], {
    cwd: folder,
    env: Object.fromEntries(
      Object.entries(env).filter(([name]) => !name.startsWith('AVA_') && name !== 'NODE_CHANNEL_FD'),
    ),
    encoding: 'utf8',
  });
  return {
    exitCode: child.status,
    lastLine: child.stdout.trimEnd().split('\n').at(-1),
    stdout: child.stdout,
    stderr: child.stderr,
  };
}

const PASS = "test('fine', (t) => t.pass());\n";

test('the test command ends with the counts alone on a line, and 0, when all pass', (t) => {
  const result = runTests(t, { 'a.test.js': `${PASS}test.skip('later', (t) => t.pass());\n` });
  t.like(result, { exitCode: 0, lastLine: '1 passed, 0 failed, 1 skipped' });
});

test('the test command shows a failure in full and ends with 1', (t) => {
  const result = runTests(t, { 'a.test.js': `${PASS}test('wrong', (t) => t.is('one', 'two'));\n` });
  t.like(result, { exitCode: 1, lastLine: '1 passed, 1 failed' });
  t.regex(result.stdout, /'one'[^]*'two'/);
});

test('the test command fails when a file crashes, and when there is nothing to run', (t) => {
  const crashed = runTests(t, { 'a.test.js': PASS, 'b.test.js': 'process.exit(7);\n' });
  t.is(crashed.exitCode, 1);
  t.regex(crashed.lastLine ?? '', /^1 passed, [1-9] failed$/);
  t.like(runTests(t, {}), { exitCode: 1, lastLine: '0 passed, 1 failed' });
});

test('readReport counts what failed outside of tests, and finds slow tests', (t) => {
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
