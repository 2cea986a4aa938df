import test from 'ava';
import ts from 'typescript';
import { compilePublicApi, renderExports } from './public-api.ts';
import { importedPath, read, sourceFiles } from './source-tree.ts';
import { layerOf } from './layers.ts';
import { guides, memberNames, namesInGuide, recipeNames } from './guide-names.ts';

const api = compilePublicApi();

test('the exports agree with the reviewed list (npm run docs:write writes it)', (t) => {
  t.is(read('lib/contract/exports.txt'), renderExports(api.exports));
});

test('osstest exports at most 120 names', (t) => {
  t.true((api.exports.get('osstest')?.length ?? 0) <= 120, `${api.exports.get('osstest')?.length} names`);
});

test('the examples of the doc comments compile, with imports from osstest as in other projects', (t) => {
  t.deepEqual(api.exampleErrors, []);
});

test('a function, method or field that a guide names exists', (t) => {
  const functions = new Set([...[...api.exports.values()].flat(), ...recipeNames()]);
  const members = memberNames();
  const isThere = (name: string): boolean =>
    functions.has(name) ||
    (name.includes('.') || /[A-Z]/.test(name) ? members.has(name.split('.').at(-1) ?? '') : false);
  const names = guides().flatMap((path) => namesInGuide(path));
  t.true(names.length > 10);
  t.deepEqual(
    names.filter(({ name }) => !isThere(name)),
    [],
  );
  const wrong = namesInGuide('x.md', 'call `guest.startNow()`, `flyAway`, `openHost(...)`\n```ts\n`gone()`\n```\n');
  t.deepEqual(
    wrong.filter(({ name }) => !isThere(name)).map(({ name }) => name),
    ['guest.startNow', 'flyAway'],
  );
});

test('commands use only the public API', (t) => {
  const isPublic = new Set([...api.exports.values()].flat().map((name) => name.replace('type ', '')));
  const own = new Set(['cli', 'util', 'errors', 'config', null]);
  const hidden = sourceFiles(['lib/cli'])
    .filter(({ isTest }) => !isTest)
    .flatMap((file) =>
      importedNames(file.parse())
        .filter(({ from }) => !own.has(layerOf(importedPath(file.path, from) ?? '')))
        .map(({ name }) => ({ path: file.path, name })),
    );
  t.deepEqual(
    hidden.filter(({ name }) => !isPublic.has(name)),
    [],
  );
});

function importedNames(tree: ts.SourceFile): readonly { readonly name: string; readonly from: string }[] {
  return tree.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const from = statement.moduleSpecifier.text;
    const bindings = statement.importClause?.namedBindings;
    return bindings !== undefined && ts.isNamedImports(bindings)
      ? bindings.elements.map((element) => ({ name: (element.propertyName ?? element.name).text, from }))
      : [];
  });
}
