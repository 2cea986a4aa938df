// Removes the files that `npm run build` wrote beside the sources.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles, ROOT } from '../lib/contract/source-tree.ts';

const folders = ['lib', 'typings', 'tests-suite', 'recipes'];
const built = folders.flatMap((folder) => listFiles(folder, (path) => /\.(js|d\.ts)$/.test(path)));
for (const path of built) await rm(join(ROOT, path));
