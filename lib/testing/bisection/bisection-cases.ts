import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { run } from '../../util/subprocess.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(`../data/bisection/${name}`, import.meta.url));

/** Reads a recorded file of lib/testing/data/bisection by its name without `.json.gz`. */
export const readBisectionCases = <T>(name: string): T =>
  JSON.parse(gunzipSync(readFileSync(pathOf(`${name}.json.gz`))).toString()) as T;

/** The folder of the repositories in the recorded cases. */
export const RECORDED_TREES = '/srv/osstest/git';

/** Creates the three repositories of the recorded cases in a folder. */
export async function unpackBisectionTrees(folder: string): Promise<void> {
  for (const tree of ['ta', 'tb', 'tc']) {
    await run(['git', 'clone', '--quiet', '--mirror', pathOf(`${tree}.bundle`), join(folder, `${tree}.git`)]);
  }
}
