import { listFiles, read, sourceFiles } from './source-tree.ts';

/** An error class as its source says it. */
export interface ErrorClass {
  readonly name: string;
  /** Codes that it can have. */
  readonly codes: readonly string[];
  /** null: differs by object. */
  readonly blame: string | null;
}

/** All error classes of lib/errors. */
export function errorClasses(): readonly ErrorClass[] {
  return listFiles('lib/errors', (path) => path.endsWith('.ts')).flatMap((path) => {
    const [, ...bodies] = read(path).split(/^export class /m);
    return bodies.map((body) => ({
      name: /^\w+/.exec(body)?.[0] ?? '',
      codes: [...(/ code = '(\w+)'/.exec(body)?.slice(1) ?? [])],
      blame: / blame = '(\w+)'/.exec(body)?.[1] ?? null,
    }));
  });
}

/** The codes that docs/errors.md explains, with the text of each. */
export function documentedCodes(): ReadonlyMap<string, string> {
  const sections = read('docs/errors.md').split(/^### /m).slice(1);
  return new Map(sections.map((section) => [/^\w+/.exec(section)?.[0] ?? '', section.replaceAll(/\s+/g, ' ')]));
}

/** Whether a test mentions a code, or the class that alone has it. */
export function codesInTests(codes: readonly string[]): ReadonlySet<string> {
  const tests = sourceFiles(['lib', 'tests-suite', 'recipes']).filter(
    ({ path }) => path.endsWith('.test.ts') && !path.startsWith('lib/contract/'),
  );
  const words = new Set(tests.flatMap(({ text }) => text.match(/\b[A-Z]\w+\b/g) ?? []));
  const classes = errorClasses();
  const ofClass = (code: string): boolean =>
    classes.some(({ name, codes: own }) => own.length === 1 && own[0] === code && words.has(name));
  return new Set(codes.filter((code) => words.has(code) || ofClass(code)));
}
