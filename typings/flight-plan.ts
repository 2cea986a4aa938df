import type { Runvars } from './flight.ts';

/** A job that a flight will have. */
export interface PlannedJob {
  readonly job: string;
  /** Name of its recipe. */
  readonly recipe: string;
  readonly runvars: Runvars;
}

/** A job that a flight could have and does not have. */
export interface LeftOutJob {
  readonly job: string;
  readonly why: string;
}

/** The jobs of a flight before it is created. */
export interface FlightPlan {
  readonly branch: string;
  readonly jobs: readonly PlannedJob[];
  readonly leftOut: readonly LeftOutJob[];
}

/** What differs from flight to flight of one branch. */
export interface FlightInputs {
  /** Revision of each tree, by its name such as `xen` or `qemuu`; default for other trees: the flight's own. */
  readonly revisions?: Readonly<Record<string, string>>;
  /** URL of each tree. */
  readonly trees?: Readonly<Record<string, string>>;
  /** Debian suite of the hosts, such as `wheezy`. */
  readonly suite?: string;
  /** A flight whose builds are used; then there are no build jobs. */
  readonly buildsFrom?: number;
}

/** How the flights of a branch are made. */
export interface FlightDefinition {
  readonly branch: string;
  /** Plans a flight. */
  readonly plan: (inputs?: FlightInputs) => FlightPlan;
}

/** An error in the description of a flight, or in a change to a flight. */
export interface FlightProblem {
  /** Where the flight is described: its file, with the line where there is one, or `flight 77`. */
  readonly place: string;
  /** `JOB` or `JOB RUNVAR`; empty: the whole flight. */
  readonly key: string;
  readonly found: string;
  readonly accepted: string;
  /** What was probably meant. */
  readonly hint: string | null;
}
