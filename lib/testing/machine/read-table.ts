import { readFile } from 'node:fs/promises';

/** Reads a table with the column names in its first line and tabs between the cells. Returns an object for each other line. */
export async function readTable<Column extends string>(
  file: URL,
): Promise<readonly Readonly<Record<Column, string>>[]> {
  const [head = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? ''])) as Record<Column, string>;
  });
}
