import { readFile } from 'node:fs/promises';

/** The text of docs/errors.md for one error code. */
export interface ErrorEntry {
  readonly code: string;
  /** Markdown, without the heading. */
  readonly text: string;
}

/** Reads the entries of docs/errors.md, in its order. */
export async function readErrorEntries(): Promise<readonly ErrorEntry[]> {
  return parseErrorEntries(await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8'));
}

/** Returns the entry of every heading `### CODE`: the lines up to the next heading. */
function parseErrorEntries(markdown: string): readonly ErrorEntry[] {
  return markdown.split(/^(?=#{1,6} )/m).flatMap((part) => {
    const [, code, text] = /^### ([A-Z][A-Z0-9_]*)\n([^]*)$/.exec(part) ?? [];
    return code === undefined || text === undefined ? [] : [{ code, text: text.trim() }];
  });
}
