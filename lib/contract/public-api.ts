import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { read, ROOT, sourceFiles } from './source-tree.ts';

/** An `@example` in a doc comment, as a module. */
interface Example {
  /** `path:line` of its comment. */
  readonly place: string;
  readonly code: string;
}

/** The exports of the project, and the compile errors in the examples of the doc comments. */
export interface PublicApi {
  /** `osstest`, `osstest/analysis`, ... with the names that each exports; types are marked. */
  readonly exports: ReadonlyMap<string, readonly string[]>;
  readonly exampleErrors: readonly string[];
}

/** Compiles the entry points of package.json together with all examples: one program for both. */
export function compilePublicApi(): PublicApi {
  const examples = findExamples();
  const virtual = new Map(examples.map(({ code }, index) => [join(ROOT, `example-${index}.ts`), code]));
  const program = createProgram([...entryPoints().values()], virtual);
  const errors = [...virtual.keys()].flatMap((path, index) => {
    const file = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    const texts = found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
    return texts.map((text) => `${examples[index]?.place}: ${text}`);
  });
  const checker = program.getTypeChecker();
  const exports = [...entryPoints()].map(([name, path]) => [name, exportsOf(checker, program, path)] as const);
  return { exports: new Map(exports), exampleErrors: errors };
}

/** Returns the entry points that exist: package.json may name a layer before it is added. */
function entryPoints(): ReadonlyMap<string, string> {
  const { exports } = JSON.parse(read('package.json')) as { readonly exports: Readonly<Record<string, string>> };
  const paths = Object.entries(exports).map(([name, path]) => {
    return [name.replace('.', 'osstest'), join(ROOT, path.replace(/\.js$/, '.ts'))] as const;
  });
  return new Map(paths.filter(([, path]) => path.endsWith('.ts') && existsSync(path)));
}

function createProgram(roots: readonly string[], virtual: ReadonlyMap<string, string>): ts.Program {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const host = ts.createCompilerHost({ ...options, noUnusedLocals: false });
  const real = { ...host };
  host.fileExists = (path) => virtual.has(path) || real.fileExists(path);
  host.readFile = (path) => virtual.get(path) ?? real.readFile(path);
  host.getSourceFile = (path, ...rest) => {
    const text = virtual.get(path);
    if (text === undefined) return real.getSourceFile(path, ...rest);
    return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
  };
  return ts.createProgram([...roots, ...virtual.keys()], { ...options, noUnusedLocals: false }, host);
}

function exportsOf(checker: ts.TypeChecker, program: ts.Program, path: string): readonly string[] {
  const file = program.getSourceFile(path);
  const symbol = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  const names = (symbol === undefined ? [] : checker.getExportsOfModule(symbol)).map((exported) => {
    const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    return target.flags & ts.SymbolFlags.Value ? exported.name : `type ${exported.name}`;
  });
  return names.toSorted();
}

/** Returns the examples in a file as modules. An example needs no import for the exports of its own file. */
function findExamples(): readonly Example[] {
  return sourceFiles(['lib', 'typings']).flatMap(({ path, text }) =>
    [...text.matchAll(/^( *)\* @example\n([^]*?)(?=^ *\*\/|^ *\* @|^ *\* Source:)/gm)].map((match) => {
      const lines = (match[2] ?? '').split('\n').map((line) => line.replace(/^ *\* ?/, ''));
      const place = `${path}:${text.slice(0, match.index).split('\n').length}`;
      const code = lines.filter((line) => !line.startsWith('```')).join('\n');
      return { place, code: `${importOwn(path, text, code)}${declareContext(code)}${code}\nexport {};\n` };
    }),
  );
}

/** Returns the imports of what an example uses of its own file and does not import. */
function importOwn(path: string, text: string, code: string): string {
  const own = [...text.matchAll(/^export (?:async )?(function|const|class|interface|type) (\w+)/gm)];
  const missing = own.filter(
    ([, , name = '']) => uses(code, name) && !new RegExp(`import[^;]*\\b${name}\\b`).test(code),
  );
  const names = missing.map(([, kind = '', name = '']) => (/interface|type/.test(kind) ? `type ${name}` : name));
  return names.length === 0 ? '' : `import { ${names.join(', ')} } from './${path}';\n`;
}

/** What a test has at hand: an example that imports nothing shows the body of a test. */
const CONTEXT: Readonly<Record<string, string>> = {
  host: "import('osstest').XenHost",
  guest: "import('osstest').Guest",
  recorder: "import('osstest').Emitter",
  runvars: "import('osstest').RunvarStore",
  stash: "import('osstest').StashFolder",
  builds: "import('osstest').TestContext<{ host: 'debian' }>['builds']",
  signal: 'AbortSignal',
  minutes: "typeof import('osstest').minutes",
};

const declareContext = (code: string): string =>
  /^import /m.test(code)
    ? ''
    : Object.entries(CONTEXT)
        .filter(
          ([name]) => uses(code, name) && !new RegExp(`(const|let) ${name}\\b|[{,] *${name}[,}: ].*=>`).test(code),
        )
        .map(([name, type]) => `declare const ${name}: ${type};\n`)
        .join('');

const uses = (code: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(code);

/** Returns the text of lib/contract/exports.txt: the list of exports. */
export function renderExports(exports: PublicApi['exports']): string {
  return [...exports].map(([name, names]) => `${name}\n${names.map((each) => `  ${each}\n`).join('')}`).join('\n');
}
