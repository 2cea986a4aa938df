import type { Runvars } from '../../typings/flight.ts';
import type { Recipe } from '../../typings/recipe.ts';
import type { BuildOutput } from '../../typings/test.ts';
import { resolveTree } from '../git/resolve-tree.ts';
import { sha256Json } from '../util/digest.ts';

/** What a build is made of. */
export interface BuildInputs {
  readonly recipe: Recipe;
  /** Those with which the job was made. */
  readonly runvars: Runvars;
  /** The commits of its trees, by name. */
  readonly commits: Readonly<Record<string, string>>;
  /** What it needs of other builds. */
  readonly outputs: readonly Pick<BuildOutput, 'runvar' | 'sha256'>[];
}

/** Names of the trees that a build is made of: those with a URL; null: some tree is not in git, or there is none. */
export function buildTrees(runvars: Runvars): readonly string[] | null {
  const trees = Object.entries(runvars).flatMap(([name, url]) =>
    name.startsWith('tree_') && url !== '' ? [name.slice('tree_'.length)] : [],
  );
  const areGit = trees.every((name) => (runvars[`treevcs_${name}`] ?? 'git') === 'git');
  return trees.length > 0 && areGit ? trees.sort() : null;
}

/**
 * The commits that trees are at now.
 *
 * @throws TreeError (`TREE_UNUSABLE`, blame lab)
 */
export async function resolveTrees(
  runvars: Runvars,
  trees: readonly string[],
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const commits = await Promise.all(
    trees.map(async (name) => {
      const tree = { url: runvars[`tree_${name}`] ?? '', revision: runvars[`revision_${name}`] ?? '' };
      return [name, await resolveTree(tree, signal)] as const;
    }),
  );
  return Object.fromEntries(commits);
}

/**
 * A digest of everything that makes a build what it is: its steps and the versions of their tests, its runvars, the commits of
 * its trees, what it took from other builds. Which branch or tag the commits were called by does not count, nor does
 * the flight that a build of another flight is in.
 */
export function digestBuild({ recipe, runvars, commits, outputs }: BuildInputs): string {
  const steps = [...recipe.eachHost, ...recipe.steps].map(({ test, args }) => [test.name, test.version, args]);
  const given = Object.entries(runvars).filter(([name]) => !/^revision_|buildjob$/.test(name));
  const taken = outputs.map(({ runvar, sha256 }) => [runvar, sha256]);
  return sha256Json({ recipe: recipe.name, steps, runvars: Object.fromEntries(given), commits, taken });
}
