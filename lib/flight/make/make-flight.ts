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
  /** Default: the source's. */
  readonly branch: string;
  /** The final blessing that is asked for; hosts need the flag `blessed-INTENDED`. */
  readonly intended: Blessing;
  readonly inputs?: FlightInputs;
  /** Only these jobs and the builds that they need (`.`, NAME, ^RE, /RE); default all. */
  readonly jobs?: readonly string[];
  /** Of every job, over what the source says. */
  readonly runvars?: Readonly<Record<string, string>>;
  /**
   * `all`: the lab must have hosts for each job. `possible`: jobs for which it has none are left out. `any`: hosts may
   * come later. Default `all`.
   */
  readonly hosts?: 'all' | 'possible' | 'any';
}

/** What a flight will be, checked. */
export interface MadePlan {
  readonly branch: string;
  readonly jobs: readonly PlannedJob[];
  readonly leftOut: readonly LeftOutJob[];
}

/**
 * Plans a flight and checks everything about it; see MakeFlightOptions.
 *
 * @throws FlightInvalidError (`FLIGHT_INVALID`, blame operator) - with all that is wrong.
 * @throws UsageError (`USAGE`, blame operator) - a name of a job means none.
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
 * Makes a flight; see {@link planFlight} for what is checked and thrown.
 *
 * @throws FlightInvalidError (`FLIGHT_INVALID`, blame operator), UsageError (`USAGE`, blame operator)
 *
 * Source: stands for osstest's make-flight.
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

/** Leaves out jobs for which the lab has no hosts, and then those whose builds are not made any more. */
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
    const gone = jobs.filter(({ job }) => bad.has(job));
    if (gone.length === 0 && problems.length > 0) throw new FlightInvalidError(problems);
    if (gone.length === 0) return { ...plan, jobs, leftOut };
    leftOut.push(...gone.map(({ job }) => ({ job, why: bad.get(job)! })));
    jobs = jobs.filter(({ job }) => !bad.has(job));
  }
}
