import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { BisectRunError } from '../../errors/bisect-run-errors.ts';
import { readGit } from '../../git/stream-git.ts';
import type { SearchedTree } from './run-options.ts';

export interface ResolveCommandOptions {
  /** The user's folder. */
  readonly cwd: string;
  /** The tree in which the command will run. */
  readonly tree: SearchedTree;
  readonly path: string | undefined;
}

/**
 * Makes a command ready for worktrees that have only what git tracks: words that name a file of the user's folder that
 * the revision does not have become absolute. One word with blanks is a line for the shell.
 *
 * @throws BisectRunError (`BISECT_UNUSABLE`) - no such program.
 */
export async function resolveCommand(
  command: readonly string[],
  options: ResolveCommandOptions,
): Promise<readonly string[]> {
  const [program = '', ...rest] = command;
  if (rest.length === 0 && /\s/.test(program) && !(await isFile(resolve(options.cwd, program)))) {
    return ['sh', '-c', program];
  }
  const words = await Promise.all(command.map((word, index) => fromUsersFolder(word, index, options)));
  await refuseMissing(words[0]!, options);
  return words;
}

async function fromUsersFolder(word: string, index: number, options: ResolveCommandOptions): Promise<string> {
  const looksLikeFile = index === 0 ? word.includes('/') : /^[^-]/.test(word);
  if (!looksLikeFile || word.startsWith('/')) return word;
  const path = resolve(options.cwd, word);
  return (await isFile(path)) && !(await isTracked(word, options)) ? path : word;
}

async function refuseMissing(program: string, options: ResolveCommandOptions): Promise<void> {
  const isThere = program.includes('/')
    ? program.startsWith('/')
      ? await isProgram(program)
      : await isTracked(program, options)
    : await isInPath(program, options.path ?? '');
  if (isThere) return;
  const advice = program.includes('/')
    ? 'no executable file of that name, here or in the bad revision'
    : 'no program of that name in PATH';
  throw new BisectRunError(`${program}: command not found: ${advice}`);
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

const isProgram = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => isFile(path),
    () => false,
  );

async function isInPath(program: string, path: string): Promise<boolean> {
  for (const folder of path.split(delimiter))
    if (folder !== '' && (await isProgram(join(folder, program)))) return true;
  return false;
}

/** Whether the revision has the file, relative to the root of the tree: there the command runs. */
const isTracked = (word: string, { tree }: ResolveCommandOptions): Promise<boolean> =>
  readGit(tree.path, ['cat-file', '-t', `${tree.bad ?? 'HEAD'}:${word.replace(/^\.\//, '')}`]).then(
    (type) => type === 'blob',
    () => false,
  );
