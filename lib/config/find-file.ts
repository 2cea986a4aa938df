import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Environment, UserFolders } from './environment.ts';

const CONFIG_FILE_NAME = 'osstest.yaml';

/**
 * Returns the path of the configuration file; null: there is none, and none is required. In this order:
 *
 * 1. the file that `OSSTEST_CONFIG` names, whether it exists or not;
 * 2. `osstest.yaml` in `cwd` or above it, up to the root of its git clone or the home folder (outside both: only in
 *    `cwd`);
 * 3. `osstest.yaml` in `$XDG_CONFIG_HOME/osstest`.
 */
export function findConfigFile(cwd: string, env: Environment, folders: UserFolders): string | null {
  const named = env['OSSTEST_CONFIG'];
  if (named !== undefined && named !== '') return resolve(cwd, named);
  const candidates = [...searchedFolders(resolve(cwd), folders.home), join(folders.configHome, 'osstest')];
  return candidates.map((folder) => join(folder, CONFIG_FILE_NAME)).find((file) => existsSync(file)) ?? null;
}

function searchedFolders(cwd: string, home: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    if (folder === home || existsSync(join(folder, '.git'))) return folders;
    if (folder === dirname(folder)) return [cwd];
  }
}
