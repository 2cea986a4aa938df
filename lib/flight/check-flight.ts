import type { FlightPlan, PlannedJob } from '../../typings/flight-plan.ts';

/** What is wrong with a flight before it is created, one line each; nothing: it can be. */
export function checkFlight(plan: FlightPlan): readonly string[] {
  const names = new Set(plan.jobs.map(({ job }) => job));
  const twice = [...names].filter((name) => plan.jobs.filter(({ job }) => job === name).length > 1);
  return [
    ...(plan.jobs.length === 0 ? [`flight of ${plan.branch}: has no jobs`] : []),
    ...twice.map((name) => `job ${name}: is there twice`),
    ...plan.jobs.flatMap((planned) => [...missingBuilds(planned, names), ...impossibleFlags(planned)]),
  ];
}

/** Runvars `*buildjob` name a job of this flight, or as FLIGHT.JOB one of another. */
const missingBuilds = ({ job, runvars }: PlannedJob, names: ReadonlySet<string>): readonly string[] =>
  Object.entries(runvars)
    .filter(([name, value]) => name.endsWith('buildjob') && !/^\d+\./.test(value) && !names.has(value))
    .map(([name, value]) => `job ${job}: ${name} is ${value}, which is no job of this flight`);

function impossibleFlags({ job, runvars }: PlannedJob): readonly string[] {
  return Object.entries(runvars)
    .filter(([name]) => name.endsWith('_hostflags'))
    .flatMap(([name, value]) => {
      const flags = value.split(',');
      return ['share-', 'equiv-']
        .filter((prefix) => flags.filter((flag) => flag.startsWith(prefix)).length > 1)
        .map((prefix) => `job ${job}: ${name} has several flags ${prefix}* (${value}): want at most one`);
    });
}
