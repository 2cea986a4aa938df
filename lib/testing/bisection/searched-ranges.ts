import { createCandidateRange, type CandidateRange } from '../../bisect/lattice/candidate-range.ts';
import type { Random } from '../../util/random.ts';
import { planSearchedHistory } from '../git/plan-searched-history.ts';

/** Returns the range of a line of commits. */
export function linearRange(name: string, count: number): CandidateRange {
  const revision = (index: number): string => `${name}${index}`;
  const commits = Array.from({ length: count }, (_, index) => ({
    revision: revision(index),
    parents: index === 0 ? [] : [revision(index - 1)],
  }));
  return createCandidateRange(name, commits);
}

/** Returns the range of all commits in a history with many merges and side branches. */
export function mergedRange(name: string, count: number, random: Random): CandidateRange {
  const { plan } = planSearchedHistory(random, { commits: count, hasCulprit: false, unbuildable: 0 });
  const commits = plan.map(({ parents }, index) => ({ revision: `${index}`, parents: parents.map(String) }));
  return createCandidateRange(name, commits);
}
