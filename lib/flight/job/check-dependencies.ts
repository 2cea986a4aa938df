import type { Recipe } from '../../../typings/recipe.ts';
import type { JobStatus } from '../../../typings/status.ts';
import type { NeededBuild } from '../../build/needed-builds.ts';
import { DependencyError } from '../../errors/flight-errors.ts';
import { missingTests } from '../define/missing-tests.ts';

/**
 * Checks, before any host is booked, that the job can run to its end.
 *
 * @param statusOf - status of another job; null: there is none.
 * @throws DependencyError (`DEPENDENCY_MISSING`, blame dependency) - a build did not pass, or tests are not written yet.
 */
export async function checkDependencies(
  recipe: Recipe,
  builds: readonly NeededBuild[],
  statusOf: (build: NeededBuild) => Promise<JobStatus | null>,
): Promise<void> {
  const unwritten = missingTests(recipe);
  if (unwritten.length > 0) {
    throw new DependencyError(`recipe ${recipe.name}: needs tests that are not written yet: ${unwritten.join(', ')}`);
  }
  for (const build of builds) {
    const status = await statusOf(build);
    if (status === 'pass') continue;
    throw new DependencyError(
      `${build.runvar}: job ${build.flight}.${build.job} ${status === null ? 'does not exist' : `is ${status}, not pass`}`,
    );
  }
}
