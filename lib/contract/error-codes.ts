import { listFiles, read, sourceFiles } from './source-tree.ts';

/** An error class, read from its source. */
export interface ErrorClass {
  readonly name: string;
  /** The codes of its errors; an abstract class has none. */
  readonly codes: readonly string[];
  readonly blame: string | null;
}

/** Returns all error classes of lib/errors. */
export const errorClasses = (): readonly ErrorClass[] =>
  listFiles('lib/errors', (path) => path.endsWith('.ts')).flatMap((path) => classesIn(read(path)));

function classesIn(text: string): readonly ErrorClass[] {
  const bodies = text.split(/^(?:export )?(?:abstract )?class /m).slice(1);
  const own = bodies.map((body) => ({
    name: /^\w+/.exec(body)?.[0] ?? '',
    parent: /^\w+ extends (\w+)/.exec(body)?.[1],
    codes: /^ {2}readonly code\b([^;]*);/m.exec(body)?.[1]?.match(/[A-Z_]{3,}/g) ?? [],
    blame: /^ {2}readonly blame = '(\w+)'/m.exec(body)?.[1] ?? null,
  }));
  return own.map(({ name, parent, codes, blame }) => {
    return { name, codes, blame: blame ?? own.find((other) => other.name === parent)?.blame ?? null };
  });
}

/** Returns the codes that docs/errors.md explains, with the text of each, in the order of the document. */
export function documentedCodes(): readonly (readonly [code: string, text: string])[] {
  const sections = read('docs/errors.md').split(/^### /m).slice(1);
  return sections.map((section) => [/^\w+/.exec(section)?.[0] ?? '', section.replaceAll(/\s+/g, ' ')]);
}

/** Returns the codes that a test mentions, directly or by a class that has no other code. */
export function codesInTests(codes: readonly string[]): ReadonlySet<string> {
  const tests = sourceFiles(['lib', 'tests-suite', 'recipes']).filter(({ path }) => isBehaviourTest(path));
  const words = new Set(tests.flatMap(({ text }) => text.match(/\b[A-Z]\w+\b/g) ?? []));
  const classes = errorClasses();
  const byClass = (code: string): boolean =>
    classes.some(({ name, codes: own }) => own.length === 1 && own[0] === code && words.has(name));
  return new Set(codes.filter((code) => words.has(code) || byClass(code)));
}

/** Returns whether a file has tests. The conformance suites of the wires count: a `.test.ts` runs them. */
const isBehaviourTest = (path: string): boolean =>
  /(\.test|conformance)\.ts$/.test(path) && !path.startsWith('lib/contract/');
