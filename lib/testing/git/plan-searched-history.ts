import type { Random } from '../../util/random.ts';
import type { PlannedCommit } from './import-commits.ts';

/** A history with a planted culprit. */
export interface SearchedHistory {
  readonly plan: readonly PlannedCommit[];
  /** The good end, by its number in the plan; the last commit is the bad end. */
  readonly good: number;
  readonly culprit: number;
  /** The number of commits that the bad end has and the good end lacks. */
  readonly candidates: number;
}

export interface SearchedHistoryOptions {
  readonly commits: number;
  /** Whether a culprit is planted; otherwise `culprit` has no effect. */
  readonly hasCulprit: boolean;
  /** The proportion of commits that do not build. */
  readonly unbuildable: number;
}

/**
 * Plans a history with side branches and merges, and with dates that go backwards. Some side branches fork before the good
 * end. Each commit has the files `bug` (`yes` if it contains the culprit, else `no`) and `builds` (`yes` or `no`).
 */
export function planSearchedHistory(random: Random, options: SearchedHistoryOptions): SearchedHistory {
  const { commits, hasCulprit, unbuildable } = options;
  const parents = planParents(random, commits);
  const last = commits - 1;
  const inLast = ancestors(parents, last);
  const mainLine: number[] = [];
  for (let at: number | undefined = last; at !== undefined; at = parents[at]![0]) mainLine.push(at);
  const good = mainLine[Math.floor(mainLine.length * 0.85)]!;
  const inGood = ancestors(parents, good);
  const candidates = [...inLast].filter((commit) => !inGood.has(commit));
  const culprit = random.pick(candidates);
  const withBug = parents.reduce((found, own, commit) => {
    if (hasCulprit && (commit === culprit || own.some((parent) => found.has(parent)))) found.add(commit);
    return found;
  }, new Set<number>());
  const plan = parents.map((own, commit) => ({
    parents: own,
    atSeconds: 1_700_000_000 + commit * 600 - (random.chance(0.05) ? random.below(2_000_000) : 0),
    files: {
      bug: withBug.has(commit) ? 'yes\n' : 'no\n',
      builds: commit !== good && commit !== last && random.chance(unbuildable) ? 'no\n' : 'yes\n',
      number: `${commit}\n`,
    },
  }));
  return { plan, good, culprit, candidates: candidates.length };
}

/** Plans a main line with side branches of a few commits. Each branch forks at an earlier commit and is merged later. */
function planParents(random: Random, commits: number): readonly (readonly number[])[] {
  const parents: number[][] = [[]];
  let main = 0;
  const open: { tip: number; left: number }[] = [];
  for (let commit = 1; commit < commits - 1; commit++) {
    const branch = open.find(({ left }) => left > 0 && random.chance(0.5));
    const ready = open.findIndex(({ left }) => left === 0);
    if (branch !== undefined) {
      parents.push([branch.tip]);
      Object.assign(branch, { tip: commit, left: branch.left - 1 });
    } else if (open.length < 4 && random.chance(0.1)) {
      parents.push([Math.max(0, main - random.below(Math.max(1, commits / 10)))]);
      open.push({ tip: commit, left: random.below(6) });
    } else if (ready >= 0 && random.chance(0.5)) {
      parents.push([main, open.splice(ready, 1)[0]!.tip]);
      main = commit;
    } else {
      parents.push([main]);
      main = commit;
    }
  }
  return [...parents, [main, ...open.map(({ tip }) => tip)]];
}

function ancestors(parents: readonly (readonly number[])[], of: number): ReadonlySet<number> {
  const found = new Set([of]);
  for (let commit = of; commit >= 0; commit--)
    if (found.has(commit)) for (const parent of parents[commit]!) found.add(parent);
  return found;
}
