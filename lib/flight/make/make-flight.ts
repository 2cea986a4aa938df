import type { FlightInputs, FlightPlan, LeftOutJob, PlannedJob } from '../../../typings/flight-plan.ts';
import type { Blessing } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { FlightInvalidError } from '../../errors/flight-errors.ts';
import { createFlight } from '../../record/flights/create-flight.ts';
import { flightProblems } from './flight-problems.ts';
import type { FlightSource } from './load-flight.ts';
import { selectJobs, withNeededBuilds } from './select-jobs.ts';

export interface MakeFlightOptions {
  readonly source: FlightSource;
  /** Default: the branch of the source. */
  readonly branch: string;
  /** The intended final blessing; hosts need the flag `blessed-INTENDED`. */
  readonly intended: Blessing;
  readonly inputs?: FlightInputs;
  /** Creates only these jobs and the builds that they need (`.`, NAME, ^RE, /RE); default all. */
  readonly jobs?: readonly string[];
  /** Set in every job; they override those of the source. */
  readonly runvars?: Readonly<Record<string, string>>;
  /**
   * `all`: the lab must have hosts for each job. `possible`: jobs without possible hosts are left out. `any`: hosts are not
   * checked. Default `all`.
   */
  readonly hosts?: 'all' | 'possible' | 'any';
}

/** A checked plan of a flight. */
export interface MadePlan {
  readonly branch: string;
  readonly jobs: readonly PlannedJob[];
  readonly leftOut: readonly LeftOutJob[];
}

/**
 * Plans a flight and checks it; see MakeFlightOptions.
 *
 * @throws FlightInvalidError (`FLIGHT_INVALID`, blame operator) - with all problems.
 * @throws UsageError (`USAGE`, blame operator) - a specification matches no job.
 */
export async function planFlight(db: Queryable, options: MakeFlightOptions): Promise<MadePlan> {
  const { source, branch, intended, hosts = 'all' } = options;
  const whole = source.plan(options.inputs ?? {}, branch);
  const plan = withRunvars(onlyJobs(whole, options.jobs ?? []), options.runvars ?? {});
  const check = { placeOf: source.placeOf, intended };
  const problems = await flightProblems(db, plan, { ...check, hosts: hosts === 'all' });
  if (problems.length > 0) throw new FlightInvalidError(problems);
  return hosts === 'possible' ? onlyPossible(db, plan, check) : plan;
}

/**
 * Creates a flight; see {@link planFlight} for the checks and errors.
 *
 * @throws FlightInvalidError (`FLIGHT_INVALID`, blame operator), UsageError (`USAGE`, blame operator)
 *
 * Source: replaces osstest's make-flight.
 */
export async function makeFlight(
  db: Queryable,
  options: MakeFlightOptions,
): Promise<MadePlan & { readonly flight: number }> {
  const plan = await planFlight(db, options);
  const { branch, jobs } = plan;
  return { flight: await createFlight(db, { branch, intended: options.intended, jobs }), ...plan };
}

function onlyJobs(plan: FlightPlan, specs: readonly string[]): FlightPlan {
  if (specs.length === 0) return plan;
  return { ...plan, jobs: withNeededBuilds(plan.jobs, selectJobs(plan.jobs, specs)), leftOut: [] };
}

const withRunvars = (plan: FlightPlan, runvars: Readonly<Record<string, string>>): FlightPlan => ({
  ...plan,
  jobs: plan.jobs.map((job) => ({ ...job, runvars: { ...job.runvars, ...runvars } })),
});

/** Leaves out the jobs for which the lab has no hosts, then the jobs that need a build that was left out. */
async function onlyPossible(
  db: Queryable,
  plan: FlightPlan,
  check: { readonly placeOf: FlightSource['placeOf']; readonly intended: Blessing },
): Promise<MadePlan> {
  let { jobs } = plan;
  const leftOut: LeftOutJob[] = [...plan.leftOut];
  for (;;) {
    const problems = await flightProblems(db, { ...plan, jobs }, { ...check, hosts: true });
    const bad = new Map(
      problems.map(({ key, found, hint }) => [key.split(' ')[0]!, `${found}${hint === null ? '' : ` (${hint})`}`]),
    );
    const impossible = jobs.filter(({ job }) => bad.has(job));
    if (impossible.length === 0 && problems.length > 0) throw new FlightInvalidError(problems);
    if (impossible.length === 0) return { ...plan, jobs, leftOut };
    leftOut.push(...impossible.map(({ job }) => ({ job, why: bad.get(job)! })));
    jobs = jobs.filter(({ job }) => !bad.has(job));
  }
}
