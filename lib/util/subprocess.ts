import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { SubprocessError, ToolMissingError, type SubprocessResult } from '../errors/subprocess-errors.ts';
import { onAbort } from './abort.ts';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: string | Uint8Array;
  /** Stops the program (TERM, then KILL after 2 s). */
  readonly signal?: AbortSignal | undefined;
  /** Called with each complete line of stderr, for progress. */
  readonly onLine?: (line: string) => void;
  /** Exit codes that are not a failure; default [0]. */
  readonly okExitCodes?: readonly number[];
}

/**
 * Starts a program that the kernel kills (KILL) when this process exits for any reason.
 * Its own children are not covered: a program with children must be started so that they exit with it.
 */
export function spawnTied(command: readonly string[], options: SpawnOptions = {}): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...command], options);
}

/**
 * Runs a program on the harness's own machine, tied to our life, and waits until it exits.
 *
 * @throws SubprocessError (`SUBPROCESS_FAILED`, blame lab) - another exit code, or ended by a signal.
 * @throws ToolMissingError (`TOOL_MISSING`, blame lab) - no such program.
 * @throws the signal's reason when it is aborted.
 */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<SubprocessResult> {
  options.signal?.throwIfAborted();
  const beganAt = performance.now();
  const child = spawnTied(command, { cwd: options.cwd, env: options.env, stdio: ['pipe', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  const onStderrLine = splitLines(options.onLine);
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
    onStderrLine(text);
  });
  child.stdin?.on('error', () => undefined); // a program may exit without reading its input
  child.stdin?.end(options.stdin);
  const stopListening = endOnAbort(child, options.signal);
  try {
    const { exitCode, signal } = await ended(child, command);
    options.signal?.throwIfAborted();
    const result: SubprocessResult = { command, exitCode, signal, ...output, durationMs: performance.now() - beganAt };
    if (exitCode === 127 && /failed to execute|No such file/.test(output.stderr)) throw missing(command);
    if (exitCode === null || !(options.okExitCodes ?? [0]).includes(exitCode)) throw new SubprocessError(result);
    return result;
  } finally {
    stopListening();
  }
}

function ended(
  child: ChildProcess,
  command: readonly string[],
): Promise<{ exitCode: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(missing(['setpriv', ...command], cause)));
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

const missing = (command: readonly string[], cause?: unknown): ToolMissingError =>
  new ToolMissingError(command[0] ?? '', 'install the Debian package that has it', { cause });

function endOnAbort(child: ChildProcess, signal: AbortSignal | undefined): () => void {
  return onAbort(signal, () => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 2000).unref();
  });
}

/** Splits chunks into complete lines. */
export function splitLines(onLine: ((line: string) => void) | undefined): (text: string) => void {
  let rest = '';
  return (text) => {
    if (onLine === undefined) return;
    const lines = (rest + text).split(/\r?\n|\r/);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
}
