import { join } from 'node:path';
import { createRandom } from '../../util/random.ts';
import { importCommits } from './import-commits.ts';
import { planSearchedHistory } from './plan-searched-history.ts';

/** Two repositories, `one` and `two`; one of them has a planted culprit. */
export interface SearchedTrees {
  readonly trees: readonly {
    readonly name: string;
    readonly path: string;
    readonly good: string;
    readonly bad: string;
  }[];
  readonly culprit: { readonly tree: string; readonly revision: string };
  /** The shell command that succeeds if both trees build. */
  readonly build: string;
  /** Returns a shell command that fails, with a chance of one in `oneIn`, if a tree has the culprit. */
  readonly command: (oneIn: number) => readonly string[];
}

export interface SearchedTreesOptions {
  readonly seed: number;
  /** The number of commits of each tree. */
  readonly commits: number;
  readonly culpritIn: 'one' | 'two';
}

/** Creates the repositories from planSearchedHistory. */
export async function makeSearchedTrees(
  folder: string,
  { seed, commits, culpritIn }: SearchedTreesOptions,
): Promise<SearchedTrees> {
  const random = createRandom(seed);
  let culprit = { tree: '', revision: '' };
  const trees = [];
  for (const name of ['one', 'two']) {
    const path = join(folder, `${name}.git`);
    const history = planSearchedHistory(random, { commits, hasCulprit: name === culpritIn, unbuildable: 0.12 });
    const revisions = await importCommits(path, history.plan);
    if (name === culpritIn) culprit = { tree: name, revision: revisions[history.culprit]! };
    trees.push({ name, path, good: revisions[history.good]!, bad: revisions.at(-1)! });
  }
  const has = (file: string): string =>
    `grep -q yes "$OSSTEST_TREE_ONE/${file}" && grep -q yes "$OSSTEST_TREE_TWO/${file}"`;
  const bug = 'grep -q yes "$OSSTEST_TREE_ONE/bug" || grep -q yes "$OSSTEST_TREE_TWO/bug"';
  const chance = (oneIn: number): string => `[ $(($(od -An -N2 -tu2 /dev/urandom) % ${oneIn})) = 0 ]`;
  return {
    trees,
    culprit,
    build: has('builds'),
    command: (oneIn) => ['sh', '-c', `if { ${bug}; } && ${chance(oneIn)}; then echo it broke; exit 1; fi`],
  };
}
