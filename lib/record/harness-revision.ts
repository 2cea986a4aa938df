import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { harnessVersion } from '../db/harness-version.ts';
import { run } from '../util/subprocess.ts';

/**
 * Returns what identifies this osstest in records. In a clone this is the git revision, with `+` appended when files
 * differ from it. In an installed package it is the version. Never throws.
 */
export async function readHarnessRevision(): Promise<string> {
  const cwd = fileURLToPath(new URL('../../', import.meta.url));
  if (!existsSync(join(cwd, '.git'))) return harnessVersion; // a package, even inside another clone
  const git = async (...words: string[]): Promise<string> => (await run(['git', ...words], { cwd })).stdout.trim();
  try {
    const [revision, changes] = await Promise.all([
      git('rev-parse', 'HEAD'),
      git('status', '--porcelain', '--untracked-files=no'),
    ]);
    return changes === '' ? revision : `${revision}+`;
  } catch {
    return harnessVersion; // git is missing, or this is no clone
  }
}
