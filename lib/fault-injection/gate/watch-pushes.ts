import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BareTree } from './bare-tree.ts';

/** Records every push that the tree accepts from now on; returns a function that reads them, each as `OLD NEW REF`. */
export async function watchPushes({ url }: BareTree): Promise<() => Promise<readonly string[]>> {
  const noted = join(url, 'pushes');
  const hook = join(url, 'hooks', 'post-receive');
  await writeFile(hook, `#!/bin/sh\ncat >> '${noted}'\n`);
  await chmod(hook, 0o755);
  return async () => (await readFile(noted, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
}
