import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../util/digest.ts';
import { run } from '../../util/subprocess.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const IDENTITY = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', '-c', 'commit.gpgsign=false'];

/** A repository with a copy of this working tree, in which a test creates versions. */
export interface ProjectTree {
  /** The address of the repository; `pretest` is its branch. */
  readonly url: string;
  readonly first: string;
  /** Commits a new version with a changed file and returns its revision. */
  change(file: string, from: string, to: string): Promise<string>;
}

/** Creates the repository; versions that are deployed below `deployDir` use the npm packages of this clone. */
export async function makeProjectTree(folder: string, deployDir: string): Promise<ProjectTree> {
  const url = join(folder, 'osstest');
  const listed = await run(['git', '-C', ROOT, 'ls-files', '--cached', '--others', '--exclude-standard', '-z']);
  for (const file of listed.stdout.split('\0')) {
    if (file === '') continue;
    await mkdir(dirname(join(url, file)), { recursive: true });
    await cp(join(ROOT, file), join(url, file)).catch(() => undefined); // deleted in the working tree
  }
  const git = async (...words: readonly string[]): Promise<string> =>
    (await run(['git', '-C', url, ...IDENTITY, ...words])).stdout.trim();
  const commit = async (): Promise<string> => {
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'a version');
    return git('rev-parse', 'HEAD');
  };
  await git('init', '--quiet', '--initial-branch', 'pretest');
  const first = await commit();
  await git('branch', 'production');
  const modules = join(deployDir, 'modules', sha256(await readFile(join(ROOT, 'package-lock.json'))).slice(0, 16));
  await mkdir(modules, { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(modules, 'node_modules'));
  return {
    url,
    first,
    change: async (file, from, to) => {
      const text = await readFile(join(url, file), 'utf8');
      if (!text.includes(from)) throw new RangeError(`${file} has no ${from}`);
      await writeFile(join(url, file), text.replace(from, to));
      return commit();
    },
  };
}
