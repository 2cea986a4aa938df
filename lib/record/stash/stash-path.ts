import { realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { StashPathError } from '../../errors/record-errors.ts';

/** Longest name of a file on the usual file systems, without the suffix of a temporary name. */
const MAX_NAME_BYTES = 255 - 32;

/**
 * Returns a name if it stays in its folder: relative, of plain parts joined by `/`, none of them `.` or `..`.
 *
 * @throws StashPathError (`STASH_PATH_REFUSED`, blame test)
 */
export function checkStashPath(path: string): string {
  // eslint-disable-next-line no-control-regex -- a name must not contain these
  if (path === '' || /[\u0000-\u001f\u007f\\]/.test(path)) throw new StashPathError(path, 'is not a name for a file');
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') {
      throw new StashPathError(path, "must have parts joined by single '/', none of them '.' or '..'");
    }
    if (Buffer.byteLength(part) > MAX_NAME_BYTES)
      throw new StashPathError(path, `a part is over ${MAX_NAME_BYTES} bytes`);
  }
  return path;
}

/**
 * Returns the absolute path of a name in an existing folder. Follows links as far as the path exists.
 *
 * @throws StashPathError (`STASH_PATH_REFUSED`, blame test) - a link leads out of the folder.
 */
export async function resolveStashPath(folder: string, path: string): Promise<string> {
  const target = join(folder, checkStashPath(path));
  const root = await realpath(folder);
  let existing = dirname(target);
  for (;;) {
    const real = await realpath(existing).catch(() => null);
    if (real !== null) {
      if (real !== root && !real.startsWith(root + sep))
        throw new StashPathError(path, 'a link leads out of the folder');
      return target;
    }
    existing = dirname(existing);
  }
}
