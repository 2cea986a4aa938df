import type { FlightPlan, FlightProblem, PlannedJob } from '../../../typings/flight-plan.ts';
import { closest } from '../../util/closest.ts';
import { groupBy } from '../../util/order.ts';
import { isBuildRunvar } from '../../build/needed-builds.ts';

/** Returns where a flight is described; for a job its line, if it has one. */
export type PlaceOf = (job: string | null) => string;

/** Returns the problems of a flight that are visible without the lab. */
export function planProblems(plan: FlightPlan, placeOf: PlaceOf): readonly FlightProblem[] {
  const names = new Set(plan.jobs.map(({ job }) => job));
  const { jobs } = plan;
  const empty: FlightProblem = {
    place: placeOf(null),
    key: '',
    found: 'no jobs',
    accepted: 'at least one',
    hint: null,
  };
  const twice = [...groupBy(jobs, ({ job }) => job)].filter(([, same]) => same.length > 1);
  return [
    ...(jobs.length === 0 ? [empty] : []),
    ...twice.map(([job, same]) => ({
      place: placeOf(job),
      key: job,
      found: `${same.length} jobs of this name`,
      accepted: 'one job of each name',
      hint: null,
    })),
    ...jobs.flatMap((planned) => [
      ...nameProblems(planned, placeOf),
      ...buildProblems(planned, names, placeOf),
      ...flagProblems(planned, placeOf),
    ]),
  ];
}

function nameProblems({ job, runvars }: PlannedJob, placeOf: PlaceOf): readonly FlightProblem[] {
  const jobs = /^[A-Za-z][A-Za-z0-9._+-]*$/.test(job)
    ? []
    : [
        {
          place: placeOf(job),
          key: job,
          found: `job "${job}"`,
          accepted: 'a letter, then letters, digits, . _ + -',
          hint: null,
        },
      ];
  const names = Object.keys(runvars).filter((name) => !/^[A-Za-z0-9_]+$/.test(name));
  return [
    ...jobs,
    ...names.map((name) => ({
      place: placeOf(job),
      key: job,
      found: `runvar "${name}"`,
      accepted: 'letters, digits and _ in the name',
      hint: null,
    })),
  ];
}

/** Returns the runvars `*buildjob` that name neither a job of this flight nor FLIGHT.JOB of another flight. */
const buildProblems = (
  { job, runvars }: PlannedJob,
  names: ReadonlySet<string>,
  placeOf: PlaceOf,
): readonly FlightProblem[] =>
  Object.entries(runvars)
    .filter(([name, value]) => isBuildRunvar(name) && value !== '' && !/^\d+\./.test(value) && !names.has(value))
    .map(([name, value]) => {
      const meant = closest(value, names);
      return {
        place: placeOf(job),
        key: `${job} ${name}`,
        found: `${value}, which is not a job of this flight`,
        accepted: 'a job of this flight, or FLIGHT.JOB',
        hint: meant === null ? null : `did you mean ${meant}?`,
      };
    });

/** Returns the host flags that no host can satisfy. */
const flagProblems = ({ job, runvars }: PlannedJob, placeOf: PlaceOf): readonly FlightProblem[] =>
  Object.entries(runvars)
    .filter(([name]) => name.endsWith('_hostflags'))
    .flatMap(([name, value]) => {
      const flags = value.split(',');
      return ['share-', 'equiv-']
        .filter((prefix) => flags.filter((flag) => flag.startsWith(prefix)).length > 1)
        .map((prefix) => ({
          place: placeOf(job),
          key: `${job} ${name}`,
          found: `several flags ${prefix}* (${value})`,
          accepted: 'at most one',
          hint: null,
        }));
    });
