import type { PlannedJob } from '../../../typings/flight-plan.ts';
import type { Blessing } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { absoluteBuildJobs, neededBuilds } from '../../build/needed-builds.ts';
import { makeFlight, type MadePlan } from './make-flight.ts';
import { readStoredFlight } from './stored-flight.ts';

export interface CloneFlightOptions {
  readonly flight: number;
  /** Default: the branch of the cloned flight. */
  readonly branch?: string | undefined;
  /** Default: the intended blessing of the cloned flight, or `play`. */
  readonly intended?: Blessing | undefined;
  /** Clones only these jobs and the builds that they need; default all. */
  readonly jobs?: readonly string[];
  /** Set in every job. */
  readonly runvars?: Readonly<Record<string, string>>;
  /** Uses the builds of the cloned flight instead of new builds. */
  readonly keepBuilds?: boolean;
  readonly hosts?: 'all' | 'possible' | 'any';
}

/**
 * Creates a flight with the jobs and runvars that another flight had before it ran.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 * @throws FlightInvalidError (`FLIGHT_INVALID`, blame operator), UsageError (`USAGE`, blame operator) - see makeFlight.
 */
export async function cloneFlight(
  db: Queryable,
  options: CloneFlightOptions,
): Promise<MadePlan & { readonly flight: number }> {
  const { flight, keepBuilds = false, jobs, runvars, hosts } = options;
  const stored = await readStoredFlight(db, flight);
  const all = keepBuilds ? withBuildsOf(flight, stored.jobs) : stored.jobs;
  const branch = options.branch ?? stored.branch;
  return makeFlight(db, {
    source: {
      branch,
      plan: () => ({ branch, jobs: all, leftOut: [] }),
      placeOf: () => `clone of flight ${flight}`,
    },
    branch,
    intended: options.intended ?? stored.intended ?? 'play',
    ...(jobs === undefined ? {} : { jobs }),
    ...(runvars === undefined ? {} : { runvars }),
    ...(hosts === undefined ? {} : { hosts }),
  });
}

/** Returns the jobs that no other job needs; their build runvars name the builds of the cloned flight. */
function withBuildsOf(flight: number, jobs: readonly PlannedJob[]): readonly PlannedJob[] {
  const needed = new Set(
    jobs.flatMap(({ runvars }) =>
      neededBuilds(runvars, flight).flatMap((need) => (need.flight === flight ? [need.job] : [])),
    ),
  );
  return jobs
    .filter(({ job }) => !needed.has(job))
    .map((job) => ({ ...job, runvars: absoluteBuildJobs(job.runvars, flight) }));
}
