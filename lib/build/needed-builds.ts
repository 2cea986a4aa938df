import type { Runvars } from '../../typings/flight.ts';

/** A build job whose output a job needs. */
export interface NeededBuild {
  readonly flight: number;
  readonly job: string;
  /** The runvar that names the build job. */
  readonly runvar: string;
  /** The part of the output: `''`, `xen`, `kern`, ... */
  readonly part: string;
}

/** Returns whether a runvar names a needed build job. */
export const isBuildRunvar = (name: string): boolean => name.endsWith('buildjob');

/**
 * Returns the build jobs that a job needs: runvars `*buildjob`, each `JOB` of the same flight or `FLIGHT.JOB`.
 *
 * Source: osstest ts-build-check.
 */
export function neededBuilds(runvars: Runvars, flight: number): readonly NeededBuild[] {
  return Object.entries(runvars)
    .filter(([name, value]) => isBuildRunvar(name) && value !== '')
    .map(([runvar, value]) => {
      const other = /^(\d+)\.(.+)$/.exec(value);
      const part = /^(?:.*_)?([^_]*)buildjob$/.exec(runvar)?.[1] ?? '';
      return { runvar, part, flight: other === null ? flight : Number(other[1]), job: other?.[2] ?? value };
    });
}

/** Returns the runvars for a job of another flight: each build job gets the number of its flight. */
export function absoluteBuildJobs(runvars: Runvars, flight: number): Runvars {
  const absolute = neededBuilds(runvars, flight).map((build) => [build.runvar, `${build.flight}.${build.job}`]);
  return { ...runvars, ...Object.fromEntries(absolute) };
}
