import { join } from 'node:path';
import { createRandom } from '../../util/random.ts';
import { importCommits } from './import-commits.ts';
import { planSearchedHistory } from './plan-searched-history.ts';

/** Two repositories, `one` and `two`, in one of which a culprit is planted. */
export interface SearchedTrees {
  readonly trees: readonly {
    readonly name: string;
    readonly path: string;
    readonly good: string;
    readonly bad: string;
  }[];
  readonly culprit: { readonly tree: string; readonly revision: string };
  /** Shell command that succeeds where both trees build. */
  readonly build: string;
  /** Shell command that fails, with one chance in `oneIn`, where a tree has the culprit. */
  readonly command: (oneIn: number) => readonly string[];
}

export interface SearchedTreesOptions {
  readonly seed: number;
  /** How many commits each tree has. */
  readonly commits: number;
  readonly culpritIn: 'one' | 'two';
}

/** Makes the repositories; see planSearchedHistory for what is in them. */
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
