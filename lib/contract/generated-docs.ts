import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { renderCli } from './render-cli.ts';
import { renderConfigKeys } from './render-config-keys.ts';
import { ROOT } from './source-tree.ts';

/** Every document that is made, wholly or partly, from the code: its path, and what it has to be. */
export async function generatedDocs(): Promise<ReadonlyMap<string, string>> {
  const config = readFileSync(join(ROOT, 'docs/config.md'), 'utf8');
  const documents: readonly (readonly [string, string])[] = [
    ['docs/cli.md', await renderCli()],
    ['docs/config.md', withGenerated(config, renderConfigKeys())],
  ];
  const formatted = documents.map(
    async ([path, text]) =>
      [path, await format(text, { parser: 'markdown', printWidth: 120, singleQuote: true })] as const,
  );
  return new Map(await Promise.all(formatted));
}

/** Replaces what stands between the two marks. */
function withGenerated(document: string, text: string): string {
  return document.replace(/(<!-- generated -->\n)[^]*(<!-- \/generated -->)/, (_all, begin: string, end: string) => {
    return `${begin}\n${text}\n\n${end}`;
  });
}
