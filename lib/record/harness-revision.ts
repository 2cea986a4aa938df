import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { harnessVersion } from '../db/harness-version.ts';
import { run } from '../util/subprocess.ts';

/**
 * What identifies this osstest in records: the git revision of its clone, with `+` behind it when files differ from it;
 * of an installed package its version. Never throws.
 */
export async function readHarnessRevision(): Promise<string> {
  const cwd = fileURLToPath(new URL('../../', import.meta.url));
  if (!existsSync(join(cwd, '.git'))) return harnessVersion; // a package, be it inside somebody's clone
  const git = async (...words: string[]): Promise<string> => (await run(['git', ...words], { cwd })).stdout.trim();
  try {
    const [revision, changes] = await Promise.all([
      git('rev-parse', 'HEAD'),
      git('status', '--porcelain', '--untracked-files=no'),
    ]);
    return changes === '' ? revision : `${revision}+`;
  } catch {
    return harnessVersion; // no git, or no clone
  }
}
