import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { renderCli } from './render-cli.ts';
import { renderCommandWords } from './render-command-words.ts';
import { renderConfigKeys } from './render-config-keys.ts';
import { ROOT } from './source-tree.ts';

/** Returns every file that is generated, wholly or partly, from the code: its path and its text. */
export async function generatedDocs(): Promise<ReadonlyMap<string, string>> {
  const config = readFileSync(join(ROOT, 'docs/config.md'), 'utf8');
  const documents: readonly (readonly [path: string, parser: string, text: string])[] = [
    ['docs/cli.md', 'markdown', await renderCli()],
    ['docs/config.md', 'markdown', withGenerated(config, renderConfigKeys())],
    ['lib/cli/completion/command-words.json', 'json', await renderCommandWords()],
  ];
  const formatted = documents.map(
    async ([path, parser, text]) => [path, await format(text, { parser, printWidth: 120, singleQuote: true })] as const,
  );
  return new Map(await Promise.all(formatted));
}

/** Replaces the text between the two marks. */
function withGenerated(document: string, text: string): string {
  return document.replace(/(<!-- generated -->\n)[^]*(<!-- \/generated -->)/, (_all, begin: string, end: string) => {
    return `${begin}\n${text}\n\n${end}`;
  });
}
