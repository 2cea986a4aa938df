import { readHistory } from '../../git/read-history.ts';
import { createCandidateRange, type CandidateRange } from '../lattice/candidate-range.ts';

/** Reads the commits that the bad end has and the good end does not; a tree with both the same has none. */
export async function readRange(
  {
    name,
    path,
    good,
    bad,
  }: { readonly name: string; readonly path: string; readonly good: string; readonly bad: string },
  signal?: AbortSignal,
): Promise<CandidateRange> {
  if (good === bad) return createCandidateRange(name, []);
  const history = await readHistory(path, { from: [bad], not: [good], signal });
  const commits = [...history.listed].map((commit) => ({
    revision: history.revision(commit),
    parents: [...history.parents(commit)].map((parent) => history.revision(parent)),
  }));
  return createCandidateRange(name, commits);
}
