import { fileURLToPath } from 'node:url';
import { harnessVersion } from '../db/harness-version.ts';
import { run } from '../util/subprocess.ts';

/**
 * What identifies this osstest in records: the git revision of its clone, with `+` behind it when files differ from it;
 * of an installed package its version. Never throws.
 */
export async function readHarnessRevision(): Promise<string> {
  const cwd = fileURLToPath(new URL('../../', import.meta.url));
  try {
    const top = (await run(['git', 'rev-parse', '--show-toplevel', 'HEAD'], { cwd })).stdout.trim().split('\n');
    const [toplevel = '', revision = ''] = top;
    if (`${toplevel}/` !== cwd) return harnessVersion; // a package inside somebody's clone
    const { stdout } = await run(['git', 'status', '--porcelain', '--untracked-files=no'], { cwd });
    return stdout.trim() === '' ? revision : `${revision}+`;
  } catch {
    return harnessVersion; // no git, or no clone
  }
}
