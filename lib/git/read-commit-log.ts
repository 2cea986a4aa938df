import { describeError } from '../errors/osstest-error.ts';
import type { CommitLog } from '../../typings/history.ts';
import { openGit } from './open-git.ts';

const MAX_COMMITS = 30;

/**
 * Returns the commits that `to` has and `from` lacks, the newest first, at most 30.
 *
 * @param folder - a clone, bare or not.
 * @returns a log with `problem` if the commits are unknown: there is no clone, or it lacks a revision.
 */
export async function readCommitLog(folder: string, from: string, to: string): Promise<CommitLog> {
  try {
    const git = await openGit({ baseDir: folder, trimmed: true });
    const range = `${from}..${to}`;
    const lines = await git.raw([
      'log',
      '--format=%h %s',
      `--max-count=${MAX_COMMITS}`,
      '--end-of-options',
      range,
      '--',
    ]);
    const total = Number(await git.raw(['rev-list', '--count', '--end-of-options', range, '--']));
    return { commits: lines === '' ? [] : lines.split('\n'), total, problem: null };
  } catch (error) {
    return { commits: [], total: 0, problem: `${folder}: ${describeError(error).split('\n')[0] ?? ''}` };
  }
}
