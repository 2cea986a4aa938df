import { TimeoutError } from '../errors/general-errors.ts';
import { onAbort } from '../util/abort.ts';
import { startTimer } from '../util/timer.ts';
import { openGit } from './open-git.ts';

export interface GitOptions {
  /** A description of the command, for the message of a timeout. */
  readonly subject: string;
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs git in a folder and returns its output without the last line end.
 *
 * @throws TimeoutError (`TIMED_OUT`) - not within the limit; the signal's reason; GitError of simple-git.
 */
export async function runGit(
  folder: string,
  words: readonly string[],
  { subject, limitMs, signal }: GitOptions,
): Promise<string> {
  signal?.throwIfAborted();
  const end = new AbortController();
  let isLate = false;
  const stopTimer = startTimer(limitMs, () => {
    isLate = true;
    end.abort();
  });
  const cancel = onAbort(signal, () => end.abort());
  try {
    const git = await openGit({ baseDir: folder, trimmed: true, abort: end.signal });
    return await git.raw([...words]);
  } catch (error) {
    signal?.throwIfAborted();
    if (isLate) throw new TimeoutError(subject, limitMs, undefined, { cause: error });
    throw error;
  } finally {
    stopTimer();
    cancel();
  }
}
