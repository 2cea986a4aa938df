import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for a test, with a space in its name; removed on disposal. */
export interface ScratchFolder extends AsyncDisposable {
  readonly path: string;
}

/**
 * Creates an empty folder.
 *
 * @example
 * await using folder = await scratchFolder('stash');
 */
export async function scratchFolder(name: string): Promise<ScratchFolder> {
  const path = await mkdtemp(join(tmpdir(), `osstest ${name} `));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
