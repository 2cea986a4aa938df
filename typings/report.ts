import type { LabEvent } from './events.ts';
import type { Flight, Job, Runvars, Step } from './flight.ts';

/** What became of the files of a flight. Source: table flight_files. */
export interface FlightFiles {
  /** Who wants them to stay; null: nobody. */
  readonly pinnedBy: string | null;
  readonly pinnedWhy: string | null;
  /** Since when they are gone; null: they are there. */
  readonly expiredAt: Date | null;
}

/** Everything that a report of one flight shows. */
export interface FlightRecord {
  readonly flight: Flight;
  /** null or absent: its files are where they were stashed, and nobody has pinned them. */
  readonly files?: FlightFiles | null;
  readonly jobs: readonly JobRecord[];
}

export interface JobRecord {
  readonly job: Job;
  readonly runvars: Runvars;
  readonly steps: readonly Step[];
  /** Files of the job, relative to its folder. */
  readonly stash: readonly { readonly path: string; readonly bytes: number }[];
  /** The job's folder; null: it has no files, or they have expired. */
  readonly stashFolder: string | null;
  /** Everything that was told while it ran, oldest first. Source: table job_events. */
  readonly events: readonly LabEvent[];
  /** Consoles of hosts and guests, each line with its time. Source: serial logs in the stash. */
  readonly consoles: readonly ConsoleRecord[];
}

export interface ConsoleRecord {
  /** Such as `qemu0` or `qemu0 guest tiny`. */
  readonly name: string;
  readonly lines: readonly { readonly at: Date | null; readonly text: string }[];
}
