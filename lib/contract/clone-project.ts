import { cpSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { run } from '../util/subprocess.ts';
import { ROOT } from './source-tree.ts';

/** A folder that is removed on disposal. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

export function temporaryFolder(name: string): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), `osstest-${name}-`));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Copies the project as a fresh clone has it, with the node_modules of this clone. */
export async function cloneProject(): Promise<TemporaryFolder> {
  const folder = temporaryFolder('clone');
  const { stdout } = await run(['git', 'ls-files', '-co', '--exclude-standard', '-z'], { cwd: ROOT });
  for (const path of stdout.split('\0').filter((name) => name !== '')) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true });
    cpSync(join(ROOT, path), join(folder.path, path));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  return folder;
}

/** Copies the project and compiles the copy as in the package. */
export async function cloneCompiled(): Promise<TemporaryFolder> {
  const clone = await cloneProject();
  await run([process.execPath, 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { cwd: clone.path });
  return clone;
}

/** Returns the environment of a fresh shell: without the variables that npm and AVA set for this process. */
export const shellEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|AVA|NODE_(?!EXTRA)|INIT_CWD)/.test(name)));
