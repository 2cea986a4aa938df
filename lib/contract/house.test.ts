import test from 'ava';
import ts from 'typescript';
import { loadConfig } from '../config/load-config.ts';
import { ERROR_CODES } from '../errors/codes.ts';
import { docsExamples, documents, exampleSource } from './docs-examples.ts';
import { codesInTests, documentedCodes, errorClasses } from './error-codes.ts';
import { findCircles, importsOfFiles, importsOfFolders } from './import-circles.ts';
import { layerOf, readLayers, wrongImports } from './layers.ts';
import { generatedDocs } from './generated-docs.ts';
import { deadLinks, strangePlaces } from './project-text.ts';
import { unlistedPrograms } from './started-programs.ts';
import { usingInLoops } from './using-in-loops.ts';
import { listFiles, read, ROOT, sourceFiles } from './source-tree.ts';

const FOLDERS = ['lib', 'typings', 'tests-suite', 'recipes'];
const source = sourceFiles(FOLDERS);

const file = (path: string, imports: readonly string[]) => ({
  path,
  imports,
  text: '',
  isTest: false,
  parse: () => {
    throw new Error('not parsed');
  },
});

test('every layer imports only what the table in docs/architecture.md allows', (t) => {
  const layers = readLayers();
  t.true(layers.length > 20);
  t.deepEqual(
    source.flatMap((each) => wrongImports(each, layers)),
    [],
  );
});

test('the check of imports finds each kind of forbidden import', (t) => {
  const layers = readLayers();
  const wrong = (path: string, specifier: string): boolean => wrongImports(file(path, [specifier]), layers).length > 0;
  t.true(wrong('lib/util/a.ts', '../config/b.ts'), 'a layer below');
  t.true(wrong('lib/history/a.ts', '../wire/b.ts'), 'above, but not in the third column');
  t.true(wrong('lib/host/a.ts', '../testing/b.ts'), 'testing');
  t.true(wrong('lib/web/a.ts', '../cli/b.ts'), 'cli');
  t.true(wrong('lib/qemu/a.ts', 'ssh2'), 'a package of another layer');
  t.true(wrong('tests-suite/a.ts', '../lib/index.ts'), 'not as osstest');
  t.true(wrong('typings/a.ts', '../lib/util/b.ts'), 'vocabulary');
  t.false(wrong('lib/history/a.ts', '../db/b.ts'));
  t.false(wrong('lib/wire/ssh/a.ts', 'ssh2'));
  t.false(wrong('lib/wire/ssh/a.ts', '../../../typings/wire.ts'));
  t.false(wrong('recipes/a.ts', '../tests-suite/b.ts'));
  t.false(wrong('lib/index.ts', './flight/b.ts'));
});

test('every folder of lib is a layer of the table, and every layer is a folder', (t) => {
  const folders = new Set(source.map(({ path }) => layerOf(path)).filter((name) => name !== null));
  t.deepEqual(
    readLayers()
      .map(({ name }) => name)
      .toSorted(),
    [...folders].toSorted(),
  );
});

test('no files import one another in a circle, types included', (t) => {
  t.deepEqual(findCircles(importsOfFiles(source)), []);
});

test('no folders import one another in a circle, types included', (t) => {
  t.deepEqual(findCircles(importsOfFolders(source)), []);
});

test('the check of circles finds a circle of two files and one through a third folder', (t) => {
  const circle = [file('lib/a/x.ts', ['./y.ts']), file('lib/a/y.ts', ['./x.ts', '../b/z.ts']), file('lib/b/z.ts', [])];
  t.deepEqual(findCircles(importsOfFiles(circle)), [['lib/a/x.ts', 'lib/a/y.ts']]);
  t.deepEqual(findCircles(importsOfFolders(circle)), []);
  const through = [
    file('lib/a/x.ts', ['../b/y.ts']),
    file('lib/b/y.ts', ['../c/z.ts']),
    file('lib/c/z.ts', ['../a/w.ts']),
  ];
  t.deepEqual(findCircles(importsOfFiles(through)), []);
  t.deepEqual(findCircles(importsOfFolders(through)), [['lib/a', 'lib/b', 'lib/c']]);
});

test('no code uses `new Date()` for the current date: util/clock.ts has currentDate, and lint cannot forbid this call', (t) => {
  const asking = source.filter(({ isTest, text }) => !isTest && /\bnew Date\(\)/.test(text));
  t.deepEqual(
    asking.map(({ path }) => path),
    [],
  );
});

test('the set-up installs a package for every program that the code starts on the harness’s machine', (t) => {
  t.deepEqual(source.filter(({ isTest }) => !isTest).flatMap(unlistedPrograms), []);
  t.deepEqual(
    unlistedPrograms({ path: 'a.ts', text: "run(['tar']); run(['ncat', 'x']); findQemuTool('nbd-server')" }),
    ['a.ts: ncat', 'a.ts: nbd-server'],
  );
});

test('no loop that catches an error and continues contains `await using`', (t) => {
  t.deepEqual(source.flatMap(usingInLoops), []);
  const looping = (body: string): number =>
    usingInLoops({
      ...file('x.ts', []),
      text: body,
      parse: () => ts.createSourceFile('x.ts', body, ts.ScriptTarget.ES2022, true),
    }).length;
  t.is(looping('for (;;) { try { await using a = b(); } catch {} }'), 1);
  t.is(looping('for (;;) { await using a = b(); }'), 0, 'an error ends the loop');
  t.is(looping('for (;;) { try { await (async () => { await using a = b(); })(); } catch {} }'), 0, 'its own function');
});

test('docs/errors.md explains each error code exactly once, and nothing else', (t) => {
  t.deepEqual(
    documentedCodes()
      .map(([code]) => code)
      .toSorted(),
    [...ERROR_CODES].toSorted(),
  );
});

test('docs/errors.md names the correct class and blame of each error', (t) => {
  const documented = new Map(documentedCodes());
  const wrong = errorClasses().filter(({ name, codes, blame }) =>
    codes.some((code) => !documented.get(code)?.includes(`\`${name}\`, blame ${blame}.`)),
  );
  t.deepEqual(wrong, []);
});

test('a test provokes every error code', (t) => {
  const provoked = codesInTests(ERROR_CODES);
  t.deepEqual(
    ERROR_CODES.filter((code) => !provoked.has(code)),
    [],
  );
});

test('every example in the documents is a part of a file that the tests run or check', (t) => {
  const examples = documents().flatMap(docsExamples);
  t.deepEqual(
    examples.filter((example) => example.file === null).map(({ document, line }) => `${document}:${line}`),
    [],
  );
  for (const { document, line, file: named, text } of examples) {
    if (named !== null) t.is(exampleSource(named), text, `${document}:${line} shows ${named}`);
  }
});

test('every link between the documents has a target', (t) => {
  t.deepEqual(deadLinks(), []);
});

test('decision records are numbered from 0001 without gaps, and every number in a reference has a record', (t) => {
  const numbers = listFiles('docs/decisions', (path) => path.endsWith('.md')).map((path) => path.slice(15, 19));
  t.deepEqual(
    numbers,
    numbers.map((_, index) => String(index + 1).padStart(4, '0')),
  );
  const referred = source.flatMap(({ path, text }) =>
    [...text.matchAll(/decisions\/(\d{4})/g)].map(([, number = '']) => ({ path, number })),
  );
  t.deepEqual(
    referred.filter(({ number }) => !numbers.includes(number)),
    [],
  );
});

test('no file names a path of one machine, or a host that has nothing to do with the project', (t) => {
  t.deepEqual(strangePlaces(), []);
});

test('docs/cli.md and the tables of docs/config.md agree with the definitions (npm run docs:write)', async (t) => {
  for (const [path, text] of await generatedDocs()) t.is(read(path), text, path);
});

test('the examples of the configuration are valid', async (t) => {
  const examples = listFiles('lib/config/examples', (path) => path.endsWith('.yaml'));
  t.true(examples.length > 0);
  for (const path of examples) await t.notThrowsAsync(loadConfig({ cwd: ROOT, file: path, env: {} }), path);
});
