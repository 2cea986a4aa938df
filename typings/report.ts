import type { LabEvent } from './events.ts';
import type { Flight, Job, Runvars, Step } from './flight.ts';

/** The state of the files of a flight. Source: table flight_files. */
export interface FlightFiles {
  /** The user who pinned them; null: they are not pinned. */
  readonly pinnedBy: string | null;
  readonly pinnedWhy: string | null;
  /** When they were deleted; null: they exist. */
  readonly expiredAt: Date | null;
}

/** Everything that a report of one flight shows. */
export interface FlightRecord {
  readonly flight: Flight;
  /** null or absent: its files are in the stash, and are not pinned. */
  readonly files?: FlightFiles | null;
  readonly jobs: readonly JobRecord[];
}

/** Everything that a report of one job shows. */
export interface JobRecord {
  readonly job: Job;
  readonly runvars: Runvars;
  readonly steps: readonly Step[];
  /** Files of the job, relative to its folder. */
  readonly stash: readonly { readonly path: string; readonly bytes: number }[];
  /** The job's folder; null: it has no files, or they have expired. */
  readonly stashFolder: string | null;
  /** The events of the job, oldest first. Source: table job_events. */
  readonly events: readonly LabEvent[];
  /** Consoles of hosts and guests, each line with its time. Source: serial logs in the stash. */
  readonly consoles: readonly ConsoleRecord[];
}

/** The console of a host or guest during a job. */
export interface ConsoleRecord {
  /** Name of the console, such as `qemu0` or `qemu0 guest tiny`. */
  readonly name: string;
  readonly lines: readonly { readonly at: Date | null; readonly text: string }[];
}
