import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The absolute path of the project's root. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** A TypeScript file of the project. */
export interface SourceFile {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
  /** Its imports as written, type imports and `import()` included. */
  readonly imports: readonly string[];
  /** Whether it runs only in tests, and may import every layer. */
  readonly isTest: boolean;
  parse(): ts.SourceFile;
}

/** Lists the files below a folder (relative to the root, with `/`), without built files and node_modules. */
export function listFiles(folder: string, accept: (path: string) => boolean): readonly string[] {
  let entries;
  try {
    entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  } catch {
    return []; // a layer that does not exist yet
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|\/)(node_modules|\.git)\/|^docs\/api\//.test(path) && accept(path))
    .toSorted();
}

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const isSource = (path: string): boolean => path.endsWith('.ts') && !path.endsWith('.d.ts');

/** Returns all TypeScript files of the product and its tests. */
export function sourceFiles(folders: readonly string[]): readonly SourceFile[] {
  return folders
    .flatMap((folder) => listFiles(folder, isSource))
    .map((path) => {
      const text = read(path);
      return {
        path,
        text,
        imports: ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName),
        isTest: /\.(test|bench)\.ts$/.test(path) || path.startsWith('lib/contract/'),
        parse: () => ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true),
      };
    });
}

/** Returns the path, relative to the root, of a relative import; null: it names a package. */
export function importedPath(from: string, specifier: string): string | null {
  return specifier.startsWith('.') ? join(dirname(from), specifier) : null;
}

/** Returns the package of an import; null: a relative import, or a module of Node. */
export function importedPackage(specifier: string): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return null;
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
