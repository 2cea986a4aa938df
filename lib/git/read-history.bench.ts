import { join } from 'node:path';
import type { Benchmark, BenchmarkRow } from '../../typings/benchmark.ts';
import { importCommits, type PlannedCommit } from '../testing/git/import-commits.ts';
import { timeWork } from '../testing/machine/time-work.ts';
import { scratchFolder } from '../testing/machine/scratch-folder.ts';
import { readHistory } from './read-history.ts';
import { streamGit } from './stream-git.ts';

const COMMITS = 1_000_000;
/** The number of runs of each. They alternate, and the fastest counts, so that other work on the machine matters less. */
const TURNS = 4;

export const benchmarks: readonly Benchmark[] = [{ name: `history of ${COMMITS} commits`, run: measure }];

async function measure(report: (row: BenchmarkRow) => void): Promise<void> {
  await using folder = await scratchFolder('bench');
  const path = join(folder.path, 'tree.git');
  await importCommits(path, planCommits());
  const words = ['rev-list', '--parents', '--timestamp', 'main'];
  let [alone, read] = [Infinity, Infinity];
  for (let turn = 0; turn < TURNS; turn++) {
    alone = Math.min(alone, await timeWork(() => streamGit(path, words, { onChunk: () => undefined })));
    read = Math.min(read, await timeWork(() => readHistory(path, { from: ['main'] })));
  }
  report({ name: 'git rev-list alone, its output discarded', value: alone / 1000, unit: 's' });
  const compared = { comparedWith: 'git alone', ratio: read / alone };
  report({ name: 'readHistory', value: read / 1000, unit: 's', limit: '<= 1.3 x', ...compared });
}

/** A main line in which every fifth commit merges a side branch of three. */
function* planCommits(): Generator<PlannedCommit> {
  for (let commit = 0; commit < COMMITS; commit++) {
    const atSeconds = 1_000_000_000 + commit * 60;
    const main = commit - (commit % 5) - 1;
    if (commit === 0) yield { parents: [], atSeconds };
    else if (commit % 5 === 4) yield { parents: [main, commit - 1].filter((each) => each >= 0), atSeconds };
    else if (commit % 5 === 0) yield { parents: [main], atSeconds };
    else yield { parents: [commit - 1], atSeconds };
  }
}
