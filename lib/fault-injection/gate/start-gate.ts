import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { spawnTied } from '../../util/subprocess.ts';
import type { GateLab } from './start-gate-lab.ts';

const GATE = fileURLToPath(new URL('./gate-main.ts', import.meta.url));

/** A gate in a process of its own. */
export interface StartedGate {
  readonly child: ChildProcess;
  /** Its output so far; its stdout is the kind of outcome. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<unknown>;
}

/** Starts a gate; `enter` is a prefix of its command line. */
export function startGate(
  { configFile, branchFile }: Pick<GateLab, 'configFile' | 'branchFile'>,
  enter: readonly string[] = [],
): StartedGate {
  const words = [...enter, process.execPath, '--import=tsx', GATE, configFile, branchFile];
  const child = spawnTied(words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return { child, output, ended: once(child, 'close') };
}
