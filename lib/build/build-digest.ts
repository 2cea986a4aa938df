import type { Runvars } from '../../typings/flight.ts';
import type { Recipe } from '../../typings/recipe.ts';
import type { BuildOutput } from '../../typings/test.ts';
import { resolveTree } from '../git/resolve-tree.ts';
import { sha256Json } from '../util/digest.ts';

/** Inputs of a build. */
export interface BuildInputs {
  readonly recipe: Recipe;
  /** The runvars with which the job was created. */
  readonly runvars: Runvars;
  /** Commits of the trees, by name. */
  readonly commits: Readonly<Record<string, string>>;
  /** The outputs of other builds that it needs. */
  readonly outputs: readonly Pick<BuildOutput, 'runvar' | 'sha256'>[];
}

/** Returns the sorted names of the trees of a build that have a URL. null: it has no tree, or a tree that is not in git. */
export function buildTrees(runvars: Runvars): readonly string[] | null {
  const trees = Object.entries(runvars).flatMap(([name, url]) =>
    name.startsWith('tree_') && url !== '' ? [name.slice('tree_'.length)] : [],
  );
  const areGit = trees.every((name) => (runvars[`treevcs_${name}`] ?? 'git') === 'git');
  return trees.length > 0 && areGit ? trees.sort() : null;
}

/**
 * Returns the commits to which the revisions of trees resolve now.
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
 * Returns a digest of the inputs of a build: its steps and the versions of their tests, its runvars, the commits of its trees,
 * and the outputs of other builds. The names of branches and tags do not count, nor do the flights of the other builds.
 */
export function digestBuild({ recipe, runvars, commits, outputs }: BuildInputs): string {
  const steps = [...recipe.eachHost, ...recipe.steps].map(({ test, args }) => [test.name, test.version, args]);
  const given = Object.entries(runvars).filter(([name]) => !/^revision_|buildjob$/.test(name));
  const taken = outputs.map(({ runvar, sha256 }) => [runvar, sha256]);
  return sha256Json({ recipe: recipe.name, steps, runvars: Object.fromEntries(given), commits, taken });
}
