import type { Recipe } from '../../../typings/recipe.ts';
import type { JobStatus } from '../../../typings/status.ts';
import type { NeededBuild } from '../../build/needed-builds.ts';
import { DependencyError } from '../../errors/flight-errors.ts';
import { missingTests } from '../define/missing-tests.ts';

/**
 * Checks that all tests of a recipe are written and that all builds of a job have passed. It runs before a host is booked.
 *
 * @param statusOf - returns the status of a build job; null: the job does not exist.
 * @throws DependencyError (`DEPENDENCY_MISSING`, blame dependency) - a build has not passed, or a test is not written yet.
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
