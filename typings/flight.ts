import type { Blessing, JobStatus, StepStatus } from './status.ts';

/** Inputs and outputs of a job: names to values. Source: table runvars. */
export type Runvars = Readonly<Record<string, string>>;

/** A set of jobs run for one branch. Source: table flights. */
export interface Flight {
  readonly flight: number;
  readonly branch: string;
  readonly blessing: Blessing;
  /** The final blessing that is asked for; also selects the hosts (flag `blessed-INTENDED`). */
  readonly intended: Blessing | null;
  /** null: not started. */
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
  readonly stepno: number;
  /** The script of the original, or the test module's name: what ran. Source: steps.step. */
  readonly script: string;
  /** What was tested, comparable over flights. */
  readonly testid: string;
  readonly status: StepStatus;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Why it did not pass, in one line. null: passed, still running, or recorded by another harness. */
  readonly reason: string | null;
}
