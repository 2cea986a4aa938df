import type { JobStatus, StepStatus } from '../../../typings/status.ts';
import type { HistoryRows } from './history-rows.ts';

/** The tests of a job in order; they determine the status of the job, unless it is given. */
export interface ScenarioJob {
  readonly status?: JobStatus;
  readonly tests: Readonly<Record<string, StepStatus>>;
}

/** One flight of an invented branch: the tested revision and the results of its tests. */
export interface ScenarioFlight {
  readonly flight: number;
  /** The revision of the tree `xen`. */
  readonly revision: string;
  readonly jobs: Readonly<Record<string, ScenarioJob>>;
}

const DAY_S = 86_400;

/** Returns the rows of a short history of branch `xen-unstable`, a flight a day, each with a passed build. */
export function scenarioRows(flights: readonly ScenarioFlight[]): HistoryRows {
  const started = (flight: number): number => 1_392_000_000 + flight * DAY_S;
  const build: ScenarioJob = { tests: { 'xen-build': 'pass' } };
  const jobs = flights.flatMap(({ flight, jobs: own }) =>
    Object.entries({ 'build-amd64': build, ...own }).map(([job, { status, tests }]) => {
      const worst = Object.values(tests).find((ended) => ended !== 'pass') ?? 'pass';
      return { flight, job, tests, status: status ?? (worst as JobStatus) };
    }),
  );
  return {
    flights: flights.map(({ flight }) => ({
      flight,
      started: started(flight),
      blessing: 'real',
      branch: 'xen-unstable',
      intended: 'real',
    })),
    harness: flights.map(({ flight }) => ({ flight, harness: 'a'.repeat(40) })),
    jobs: jobs.map(({ flight, job, status }) => ({ flight, job, recipe: 'test', status })),
    steps: jobs.flatMap(({ flight, job, tests }) =>
      Object.entries(tests).map(([testid, status], index) => ({
        flight,
        job,
        stepno: index + 1,
        step: `ts-${testid}`,
        status,
        testid,
        started: started(flight) + index * 100,
        finished: started(flight) + index * 100 + 60,
      })),
    ),
    runvars: flights.flatMap(({ flight, revision }) =>
      ['revision_xen', 'built_revision_xen'].map((name) => ({
        flight,
        job: 'build-amd64',
        name,
        val: revision,
        synth: name.startsWith('built'),
      })),
    ),
  };
}
