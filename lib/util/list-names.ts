import { readdir } from 'node:fs/promises';

/** Returns the names in a folder, sorted; none when the folder does not exist. */
export async function listNames(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.toSorted((a, b) => (a < b ? -1 : 1));
}
