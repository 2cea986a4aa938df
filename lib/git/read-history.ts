import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TimeoutError } from '../errors/general-errors.ts';
import { ShallowHistoryError } from '../errors/git-errors.ts';
import { startTimer } from '../util/timer.ts';
import { minutes } from '../util/units.ts';
import { createHistoryParser } from './history-parser.ts';
import type { History } from './history.ts';
import { readGit, streamGit } from './stream-git.ts';

export interface ReadHistoryOptions {
  /** Revisions that are listed with their ancestors; anything that git can resolve to a commit. */
  readonly from: readonly string[];
  /** Revisions that are omitted with their ancestors. */
  readonly not?: readonly string[];
  /** The order of the list. `topology`: each commit after all its children, else by date (`--date-order`). Default: git's. */
  readonly order?: 'git' | 'topology';
  /** The maximum number of listed commits; default: all. */
  readonly limit?: number;
  readonly signal?: AbortSignal | undefined;
}

const LIMIT_MS = minutes(10);

/**
 * Reads the history of a repository on this machine with one git process.
 *
 * @throws RevisionUnknownError (`REVISION_UNKNOWN`, blame operator) - the repository has no such revision.
 * @throws RepositoryError (`REPOSITORY_UNUSABLE`, blame lab) - there is no repository, or it is damaged.
 * @throws ShallowHistoryError (`HISTORY_SHALLOW`, blame operator) - the list reaches the end of a shallow clone.
 * @throws TimeoutError (`TIMED_OUT`) - not within 10 minutes.
 * @throws the signal's reason when it is aborted.
 */
export async function readHistory(repositoryPath: string, options: ReadHistoryOptions): Promise<History> {
  const { from, not = [], order = 'git', limit, signal } = options;
  const words = ['rev-list', '--parents', '--timestamp'];
  if (order === 'topology') words.push('--date-order');
  if (limit !== undefined) words.push(`--max-count=${limit}`);
  words.push('--end-of-options', ...from, ...not.map((revision) => `^${revision}`), '--');
  const parser = createHistoryParser();
  const end = new AbortController();
  const stopTimer = startTimer(LIMIT_MS, () =>
    end.abort(new TimeoutError(`git rev-list in ${repositoryPath}`, LIMIT_MS)),
  );
  try {
    const bound = signal === undefined ? end.signal : AbortSignal.any([signal, end.signal]);
    await streamGit(repositoryPath, words, { onChunk: (chunk) => parser.push(chunk), signal: bound });
    const history = parser.end();
    await refuseShallow(repositoryPath, history, bound);
    return history;
  } finally {
    stopTimer();
  }
}

/** Throws if the list reaches the end of a shallow clone: that commit looks like a root, and results would silently be wrong. */
async function refuseShallow(repositoryPath: string, history: History, signal: AbortSignal): Promise<void> {
  const path = await readGit(repositoryPath, ['rev-parse', '--git-path', 'shallow'], signal);
  const ends = await readFile(resolve(repositoryPath, path), 'latin1').catch(() => '');
  for (const revision of ends.split('\n')) {
    const commit = history.find(revision);
    if (commit === null || Number.isNaN(history.committedAtSeconds(commit))) continue;
    throw new ShallowHistoryError(
      `${repositoryPath}: the clone is shallow, and its history ends at ${revision}; run "git fetch --unshallow" there`,
    );
  }
}
