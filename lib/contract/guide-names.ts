import { listFiles, read, sourceFiles } from './source-tree.ts';

/** A name that a guide shows in backquotes. */
export interface GuideName {
  /** `path:line`. */
  readonly place: string;
  /** `openHost`, or `guest.start` with the object before the dot. */
  readonly name: string;
}

/**
 * Returns the functions, methods and fields that a guide names in backquotes outside of code blocks: `name(...)`, and
 * `camelCase` or `object.camelCase` alone.
 */
export function namesInGuide(path: string, text = read(path)): readonly GuideName[] {
  const prose = text.replaceAll(/^( *)```[^]*?^ *```$/gm, (block) => block.replaceAll(/[^\n]/g, ''));
  return [...prose.matchAll(/`([^`\n]*)`/g)].flatMap((match) => {
    const place = `${path}:${prose.slice(0, match.index).split('\n').length}`;
    const span = match[1] ?? '';
    const calls = [...span.matchAll(/(?<![\w.$-])([A-Za-z_]\w*(?:\.\w+)*)\(/g)].map(([, name = '']) => name);
    const alone = /^(?:\w+\.)*[a-z]+[A-Z]\w*$/.test(span) ? [span] : [];
    return [...calls, ...alone].map((name) => ({ place, name }));
  });
}

/** Returns the guides: not the decision records, which may name removed functions, nor the reference of the database. */
export const guides = (): readonly string[] => [
  'README.md',
  ...listFiles('docs', (path) => /^docs\/[^/]+\.md$/.test(path) && path !== 'docs/schema.md'),
];

/** Returns the names that the recipes and the test modules export. */
export function recipeNames(): ReadonlySet<string> {
  const files = sourceFiles(['recipes', 'tests-suite']);
  const names = files.flatMap(({ text }) =>
    [...text.matchAll(/^export (?:const|function|async function) (\w+)/gm)].map(([, name = '']) => name),
  );
  return new Set([...names, ...files.map(({ path }) => camelCaseOf(path))]);
}

/** Returns the name under which a module with a default export is imported: `guestStart` of `guest-start.ts`. */
const camelCaseOf = (path: string): string =>
  (path.split('/').at(-1) ?? '').replace('.ts', '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Returns the names of the methods and fields of the interfaces and classes in lib and typings. */
export function memberNames(): ReadonlySet<string> {
  const files = sourceFiles(['lib', 'typings']).filter(({ isTest }) => !isTest);
  const names = files.flatMap(({ text }) =>
    [...text.matchAll(/^ +(?:readonly |static |async )*(\w+)(?:<[^>\n]*>)?(?:\(|\??:)/gm)].map(([, name = '']) => name),
  );
  return new Set(names);
}
