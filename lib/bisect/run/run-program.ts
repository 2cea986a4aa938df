import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { startTimer } from '../../util/timer.ts';
import { spawnTied } from '../../util/subprocess.ts';

export interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Gets the output, at most its first 10 MB. */
  readonly logPath: string;
  readonly timeoutMs: number | null;
  readonly signal: AbortSignal;
}

export interface ProgramResult {
  /** null: ended by a signal. */
  readonly exitCode: number | null;
  readonly endedBy: NodeJS.Signals | null;
  readonly isLate: boolean;
  readonly seconds: number;
  /** The last part of the output. */
  readonly tail: string;
}

const MAX_LOG_BYTES = 10_000_000;
const TAIL_CHARACTERS = 20_000;
const DRAIN_MS = 1000;

/**
 * Runs a program in a process group of its own; what it leaves behind in that group is stopped with it.
 *
 * @throws the signal's reason when it is aborted; the error of the system where the program cannot be started.
 */
export async function runProgram(command: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  const { cwd, env, logPath, timeoutMs, signal } = options;
  signal.throwIfAborted();
  const beganAt = performance.now();
  const child = spawnTied(command, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const killGroup = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // the group is empty
      return;
    }
  };
  let isLate = false;
  const stop = (): void => killGroup('SIGKILL');
  const stopTimer = timeoutMs === null ? () => undefined : startTimer(timeoutMs, () => ((isLate = true), stop()));
  signal.addEventListener('abort', stop, { once: true });
  const log = createWriteStream(logPath);
  log.on('error', () => undefined); // a full disk must not change the outcome
  const output = collect([child.stdout, child.stderr], log);
  try {
    const [exitCode, endedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    stop();
    signal.throwIfAborted();
    await drained(child);
    return { exitCode, endedBy, isLate, seconds: (performance.now() - beganAt) / 1000, tail: output() };
  } finally {
    stopTimer();
    signal.removeEventListener('abort', stop);
    log.end();
  }
}

/** Waits until the output has been read; what a program outside the group still holds open is not waited for. */
async function drained(child: ReturnType<typeof spawnTied>): Promise<void> {
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const stopTimer = startTimer(DRAIN_MS, () => streams.forEach((stream) => stream.destroy()));
  await Promise.all(streams.map(async (stream) => (stream.closed ? undefined : once(stream, 'close'))));
  stopTimer();
}

function collect(streams: readonly (NodeJS.ReadableStream | null)[], log: NodeJS.WritableStream): () => string {
  let written = 0;
  let tail = '';
  for (const stream of streams) {
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      if (written < MAX_LOG_BYTES) log.write(text);
      written += text.length;
      tail = (tail + text).slice(-TAIL_CHARACTERS);
    });
  }
  return () => tail;
}
