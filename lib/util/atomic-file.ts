import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * Replaces a file in one step: readers see the old content or the new content, never a part of it.
 *
 * `write` gets the name of a temporary file in the same folder, which it must create. If it fails, the temporary file
 * is removed and the old file stays as it is. Returns what `write` returns.
 *
 * @throws what `write` throws; the error of the rename.
 */
export async function replaceFile<T>(path: string, write: (temporaryPath: string) => Promise<T>): Promise<T> {
  const temporaryPath = `${path}.new.${randomBytes(6).toString('hex')}`;
  try {
    const result = await write(temporaryPath);
    await rename(temporaryPath, path);
    return result;
  } catch (error) {
    await rm(temporaryPath, { force: true });
    throw error;
  }
}

/** Writes a file as {@link replaceFile} does: readers see the old content or the new content, never a part of it. */
export async function writeFileAtomically(path: string, data: string | Uint8Array, mode = 0o644): Promise<void> {
  await replaceFile(path, (temporaryPath) => writeFile(temporaryPath, data, { mode, flag: 'wx' }));
}
