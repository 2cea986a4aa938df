import type { PlannedJob } from '../../../typings/flight-plan.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { closest } from '../../util/closest.ts';
import { neededBuilds } from '../../build/needed-builds.ts';

/**
 * Returns a function that tells whether a name matches a specification: `.` matches all names, `^RE` and `/RE` or `/RE/` are
 * regular expressions, any other text matches the equal name.
 *
 * @throws UsageError (`USAGE`, blame operator) - the specification is not a regular expression.
 *
 * Source: osstest cs-adjust-flight.
 */
export function nameMatcher(spec: string): (name: string) => boolean {
  if (spec === '.') return () => true;
  if (!/^[/^]/.test(spec)) return (name) => name === spec;
  const source = spec.startsWith('/') ? spec.slice(1).replace(/\/$/, '') : spec;
  try {
    const pattern = new RegExp(source);
    return (name) => pattern.test(name);
  } catch (error) {
    throw new UsageError(`"${spec}": is not a regular expression`, { cause: error });
  }
}

/**
 * Returns the jobs that match one of the specifications.
 *
 * @throws UsageError (`USAGE`, blame operator) - a specification matches no job.
 */
export function selectJobs<Job extends { readonly job: string }>(
  jobs: readonly Job[],
  specs: readonly string[],
): readonly Job[] {
  const names = jobs.map(({ job }) => job);
  const matchers = specs.map((spec) => {
    const matches = nameMatcher(spec);
    if (!names.some(matches)) {
      const meant = closest(spec, names);
      throw new UsageError(
        `"${spec}": matches no job of the flight${meant === null ? '' : `; did you mean ${meant}?`}`,
      );
    }
    return matches;
  });
  return jobs.filter(({ job }) => matchers.some((matches) => matches(job)));
}

/** Returns the chosen jobs and all builds that they need directly or indirectly, in the order of the flight. */
export function withNeededBuilds(jobs: readonly PlannedJob[], chosen: readonly PlannedJob[]): readonly PlannedJob[] {
  const byName = new Map(jobs.map((job) => [job.job, job]));
  const wanted = new Set<string>();
  const add = (job: PlannedJob): void => {
    if (wanted.has(job.job)) return;
    wanted.add(job.job);
    for (const need of neededBuilds(job.runvars, 0)) {
      const build = need.flight === 0 ? byName.get(need.job) : undefined;
      if (build !== undefined) add(build);
    }
  };
  chosen.forEach(add);
  return jobs.filter(({ job }) => wanted.has(job));
}
