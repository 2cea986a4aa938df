import type { ChildProcess } from 'node:child_process';
import { ToolMissingError } from '../errors/subprocess-errors.ts';
import { onAbort } from '../util/abort.ts';
import { spawnTied } from '../util/subprocess.ts';
import { gitFailure } from './git-failure.ts';

export interface StreamGitOptions {
  readonly onChunk: (chunk: Uint8Array) => void;
  readonly stdin?: string;
  readonly signal?: AbortSignal | undefined;
}

const MAX_STDERR = 10_000;

/**
 * Runs git in a repository on this machine and streams its output to `onChunk`.
 *
 * @throws RevisionUnknownError (`REVISION_UNKNOWN`), RepositoryError (`REPOSITORY_UNUSABLE`) - git failed.
 * @throws ToolMissingError (`TOOL_MISSING`, blame lab) - no git here.
 * @throws the signal's reason when it is aborted; what `onChunk` throws.
 */
export async function streamGit(
  repositoryPath: string,
  words: readonly string[],
  { onChunk, stdin, signal }: StreamGitOptions,
): Promise<void> {
  signal?.throwIfAborted();
  // failures are recognised by their English messages
  const child = spawnTied(['env', 'LC_ALL=C', 'git', '-C', repositoryPath, ...words], { stdio: 'pipe' });
  const stop = (): void => void child.kill('SIGTERM');
  const cancel = onAbort(signal, stop);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(0, MAX_STDERR);
  });
  child.stdin?.on('error', () => undefined); // git may exit without reading it
  child.stdin?.end(stdin ?? '');
  const ended = exitOf(child);
  ended.catch(() => undefined); // awaited below
  try {
    for await (const chunk of child.stdout ?? []) onChunk(chunk as Uint8Array);
    const exitCode = await ended;
    signal?.throwIfAborted();
    if (exitCode === 127) throw new ToolMissingError('git', 'install the Debian package git');
    if (exitCode !== 0) throw gitFailure(repositoryPath, stderr);
  } finally {
    cancel();
    stop();
    await ended;
  }
}

/** Runs git like streamGit and returns the whole output, without the last line end; for short output. */
export async function readGit(repositoryPath: string, words: readonly string[], signal?: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = [];
  await streamGit(repositoryPath, words, { onChunk: (chunk) => chunks.push(chunk), signal });
  return Buffer.concat(chunks).toString().replace(/\n$/, '');
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new ToolMissingError('setpriv', 'install util-linux', { cause })));
    child.once('close', (exitCode) => resolve(exitCode));
  });
}
