import type { Runvars } from '../../typings/flight.ts';
import type { Recipe } from '../../typings/recipe.ts';
import type { JobStatus } from '../../typings/status.ts';
import { DependencyError } from '../errors/flight-errors.ts';
import { missingTests } from './missing-tests.ts';

/** A job whose output is needed. */
export interface NeededBuild {
  readonly flight: number;
  readonly job: string;
  /** The runvar that names it. */
  readonly runvar: string;
}

/** Whether a runvar names a job whose output is needed. */
export const isBuildRunvar = (name: string): boolean => name.endsWith('buildjob');

/**
 * The build jobs that a job needs: runvars `*buildjob`, each `JOB` of the same flight or `FLIGHT.JOB`.
 *
 * Source: osstest ts-build-check.
 */
export function neededBuilds(runvars: Runvars, flight: number): readonly NeededBuild[] {
  return Object.entries(runvars)
    .filter(([name, value]) => isBuildRunvar(name) && value !== '')
    .map(([runvar, value]) => {
      const other = /^(\d+)\.(.+)$/.exec(value);
      return { runvar, flight: other === null ? flight : Number(other[1]), job: other?.[2] ?? value };
    });
}

/**
 * Checks, before any box is booked, that the job can run to its end.
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

/** The same runvars for a job of another flight: each build job with the number of its flight. */
export function absoluteBuildJobs(runvars: Runvars, flight: number): Runvars {
  const absolute = neededBuilds(runvars, flight).map((build) => [build.runvar, `${build.flight}.${build.job}`]);
  return { ...runvars, ...Object.fromEntries(absolute) };
}
