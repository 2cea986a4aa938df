import type { Flight, Job, Runvars, Step } from './flight.ts';

/** Everything that a report of one flight shows. */
export interface FlightRecord {
  readonly flight: Flight;
  readonly jobs: readonly JobRecord[];
}

export interface JobRecord {
  readonly job: Job;
  readonly runvars: Runvars;
  readonly steps: readonly Step[];
  /** Files of the job, relative to its folder. */
  readonly stash: readonly { readonly path: string; readonly bytes: number }[];
  /** The job's folder; null: it has no files. */
  readonly stashFolder: string | null;
}
