import test from 'ava';
import ts from 'typescript';
import { findWord, WORD_RULES } from './plain-words.ts';
import { proseOfComments, proseOfDocument, proseOfSource, type ProseLine } from './prose-lines.ts';
import { listFiles, read, sourceFiles } from './source-tree.ts';

const isChecked = (path: string): boolean =>
  !/\/data\/|\/migrations\/|^lib\/(?:contract\/plain-words|config\/renamed-keys\.test)/.test(path);

const problems = (path: string, lines: readonly ProseLine[]): readonly string[] =>
  lines.flatMap(({ line, text }) => {
    const word = findWord(text);
    return word === null ? [] : [`${path}:${line}: ${word}: ${text.trim().slice(0, 120)}`];
  });

test('comments and messages of the sources use plain words', (t) => {
  const files = sourceFiles(['lib', 'typings', 'tests-suite', 'recipes', 'scripts']).filter(({ path }) =>
    isChecked(path),
  );
  t.deepEqual(
    files.flatMap((file) => problems(file.path, proseOfSource(file))),
    [],
  );
});

test('documents use plain words', (t) => {
  const files = ['README.md', 'CHANGELOG.md', ...listFiles('docs', (path) => path.endsWith('.md'))].filter(isChecked);
  t.deepEqual(
    files.flatMap((path) => problems(path, proseOfDocument(read(path)))),
    [],
  );
});

test('comments of queries and scripts use plain words', (t) => {
  const sql = listFiles('lib', (path) => path.endsWith('.sql')).filter(isChecked);
  const scripts = ['lib', 'scripts'].flatMap((folder) => listFiles(folder, isScript)).filter(isChecked);
  t.deepEqual(
    [
      ...sql.flatMap((path) => problems(path, proseOfComments(read(path), '--'))),
      ...scripts.flatMap((path) => problems(path, proseOfComments(read(path), '#'))),
    ],
    [],
  );
});

const isScript = (path: string): boolean => path.endsWith('.sh') || /^scripts\/[a-z]+$/.test(path);

test('a line with a word of the list is found, with a better one', (t) => {
  t.is(findWord('the queue is made anew'), '"anew": write again, recreated');
  t.is(findWord('Nobody waits'), '"Nobody": write no user, another task (name the role)');
  t.regex(findWord('the step goes on') ?? '', /is resumed/);
  t.is(findWord('goes on to the next step'), null);
  t.regex(findWord('the box is free') ?? '', /host/);
  t.is(findWord('*{box-sizing:border-box} p{box-shadow:none}'), null, 'CSS');
  t.is(findWord('`begin` opens a transaction'), null, 'code');
  t.true(WORD_RULES.every(({ pattern }) => !pattern.test('Returns the failed step of a job.')));
});

test('prose is found in comments and messages, not in code', (t) => {
  const text = `/** Says why. */\nconst begins = 'one', said = 'two words'; // at once\nfail(\`the \${said} stands\`);\n`;
  const parse = (): ts.SourceFile => ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2022, true);
  t.deepEqual(
    proseOfSource({ text, parse }).map(({ line, text: prose }) => `${line}: ${prose}`),
    ['1: /** Says why. */', '2: two words', '2: // at once'],
  );
  t.deepEqual(
    proseOfDocument('a\n```ts\nb\n```\nc\n')
      .map((each) => each.text)
      .join(),
    'a,```,c,',
  );
  t.deepEqual(proseOfComments('select 1 -- one\nfrom t\n', '--'), [{ line: 1, text: '-- one' }]);
});
