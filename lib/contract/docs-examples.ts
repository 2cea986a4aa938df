import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, read, ROOT } from './source-tree.ts';

/** A code block of a document that shows part of a file. */
export interface DocsExample {
  readonly document: string;
  readonly line: number;
  readonly language: string;
  /** `path` or `path#region`; null: it names no file. */
  readonly file: string | null;
  readonly text: string;
}

export const documents = (): readonly string[] => [
  ...['README.md'].filter((path) => existsSync(join(ROOT, path))),
  ...listFiles('docs', (path) => path.endsWith('.md')),
];

/** Returns every code block of TypeScript and YAML in the documents. */
export function docsExamples(document: string): readonly DocsExample[] {
  const text = read(document);
  return [...text.matchAll(/^( *)```(ts|yaml)\b([^\n]*)\n([^]*?)^ *```$/gm)].map((match) => {
    const [, indent = '', language = '', info = '', body = ''] = match;
    return {
      document,
      line: text.slice(0, match.index).split('\n').length,
      language,
      file: /\bfile=(\S+)/.exec(info)?.[1] ?? null,
      text: dedent(body, indent.length),
    };
  });
}

/** Returns a file, or its part between `#region NAME` and `#endregion`, without common indentation; null: it does not exist. */
export function exampleSource(file: string): string | null {
  const [path = '', region] = file.split('#');
  if (!existsSync(join(ROOT, path))) return null;
  const text = read(path);
  if (region === undefined) return text;
  const body = new RegExp(`^ *(?://|#) #?region ${region}$\\n([^]*?)^ *(?://|#) #?endregion`, 'm').exec(text)?.[1];
  if (body === undefined) return null;
  const indents = body.split('\n').flatMap((line) => (line.trim() === '' ? [] : [/^ */.exec(line)?.[0].length ?? 0]));
  return dedent(body, Math.min(...indents));
}

const dedent = (text: string, columns: number): string =>
  text.replaceAll(new RegExp(`^ {0,${columns}}`, 'gm'), '').trimEnd() + '\n';
