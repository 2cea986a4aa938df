import type { Blessing, JobStatus, StepStatus } from './status.ts';

/** Inputs and outputs of a job: names to values. Source: table runvars. */
export type Runvars = Readonly<Record<string, string>>;

/** A set of jobs run for one branch. Source: table flights. */
export interface Flight {
  /** Number of the flight, unique in the database. */
  readonly flight: number;
  /** Branch that the flight tests, such as `xen-unstable`. */
  readonly branch: string;
  readonly blessing: Blessing;
  /** The final blessing that the creator requests; also selects the hosts (flag `blessed-INTENDED`). */
  readonly intended: Blessing | null;
  /** Start of the flight; null: it has not started. */
  readonly startedAt: Date | null;
}

/** One run of a recipe on booked hosts. Source: table jobs. */
export interface Job {
  readonly flight: number;
  readonly job: string;
  readonly recipe: string;
  readonly status: JobStatus;
}

/** One test within a job. Source: tables steps and step_details. */
export interface Step {
  readonly flight: number;
  readonly job: string;
  /** Number of the step within the job, from 1. */
  readonly stepno: number;
  /** What ran: the script of the original, or the name of the test module. Source: steps.step. */
  readonly script: string;
  /** Name of what was tested, comparable across flights. */
  readonly testid: string;
  readonly status: StepStatus;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Why the step did not pass, in one line. null: it passed, still runs, or was recorded by another harness. */
  readonly reason: string | null;
}
