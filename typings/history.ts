import type { Blessing, JobStatus, StepStatus } from './status.ts';

/** A step as history knows it. Source: table steps. */
export interface FlightStep {
  readonly job: string;
  readonly stepno: number;
  readonly script: string;
  readonly testid: string;
  readonly status: StepStatus;
  readonly startedAt: Date | null;
  /** null: not finished, or its times were not recorded. */
  readonly durationMs: number | null;
}

/** A step that did not pass, as a past run shows it. */
export interface PastFailure {
  readonly stepno: number;
  readonly testid: string;
  readonly status: StepStatus;
}

/** One run of a job in the past. Source: tables flights, jobs, runvars, steps. */
export interface RecordedJobRun {
  readonly flight: number;
  readonly branch: string;
  readonly intended: Blessing | null;
  readonly blessing: Blessing;
  /** Start of the flight; null: not started. */
  readonly startedAt: Date | null;
  readonly job: string;
  readonly status: JobStatus;
  /** Values of the runvars `host` and `*_host`, by name. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Revisions of the harness that touched the flight. */
  readonly harness: readonly string[];
  /** What was built: `xen` of the job itself, `xen (kern)` of the build job in runvar `kernbuildjob`. */
  readonly revisions: Readonly<Record<string, string>>;
  readonly failures: readonly PastFailure[];
  /** All its steps, booking left out; null: nothing was recorded. */
  readonly durationMs: number | null;
}

/** Commits between two revisions of a tree. */
export interface CommitLog {
  /** Each as `ABBREVIATED-HASH SUBJECT`, the newest first; perhaps not all. */
  readonly commits: readonly string[];
  /** How many there are. */
  readonly total: number;
  /** Why they are not known; null: they are. */
  readonly problem: string | null;
}

/** A name whose value has changed; undefined: it had no value. */
export interface ValueChange {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The differences between the last run of a job that passed and the first run after it. */
export interface JobChanges {
  /** null: none of the runs passed. */
  readonly lastPass: RecordedJobRun | null;
  readonly firstFailure: RecordedJobRun;
  /** Runs since the last pass. */
  readonly failures: number;
  readonly revisions: readonly (ValueChange & {
    /** Commits between the two revisions; null: the caller did not request them. */
    readonly log: CommitLog | null;
  })[];
  readonly hosts: readonly ValueChange[];
  /** Inputs of the job, but for revisions and hosts. */
  readonly runvars: readonly ValueChange[];
  readonly harness: readonly ValueChange[];
}

/** One use of a host in the past. Source: tables runvars, flights, jobs, steps. */
export interface HostUse {
  readonly flight: number;
  readonly branch: string;
  readonly intended: Blessing | null;
  readonly blessing: Blessing;
  readonly job: string;
  readonly status: JobStatus;
  /** Runvar that names the host: `host`, `src_host`, ... */
  readonly role: string;
  /** The step that booked it; null: there is none. */
  readonly booking: { readonly testid: string; readonly status: StepStatus; readonly finishedAt: Date | null } | null;
  /** End of the last step that has ended. */
  readonly finishedAt: Date;
  readonly failures: readonly PastFailure[];
}

/** How one test ended in one flight. Source: tables steps, flights, runvars. */
export interface TestRun {
  readonly flight: number;
  readonly branch: string;
  readonly blessing: Blessing;
  readonly startedAt: Date | null;
  readonly job: string;
  readonly testid: string;
  readonly stepno: number;
  readonly status: StepStatus;
  readonly durationMs: number | null;
  /** Hosts of the job, by runvar. */
  readonly hosts: Readonly<Record<string, string>>;
}

/** How long something takes, from the shortest to the longest run. */
export interface DurationQuantiles {
  readonly runs: number;
  readonly minMs: number;
  readonly medianMs: number;
  /** Nine runs of ten take no longer. */
  readonly p90Ms: number;
  readonly maxMs: number;
}

/** A test in short: when it first and last passed and failed. */
export interface TestSummary {
  readonly runs: number;
  readonly passes: number;
  readonly firstPass: number | null;
  readonly lastPass: number | null;
  readonly firstFail: number | null;
  readonly lastFail: number | null;
  /** Of the passing runs; null: none has its times. */
  readonly durations: DurationQuantiles | null;
}

/** One flight of a branch. Source: tables flights and jobs. */
export interface BranchFlight {
  readonly flight: number;
  readonly blessing: Blessing;
  readonly intended: Blessing | null;
  readonly startedAt: Date | null;
  /** How many jobs ended how. */
  readonly jobs: Readonly<Record<string, number>>;
  /** The requested revisions: runvars `revision_TREE` that are equal in all builds of the flight. */
  readonly revisions: Readonly<Record<string, string>>;
}

/** A job in short, over the newest flights that have it. */
export interface JobSummary {
  readonly job: string;
  readonly runs: number;
  readonly passes: number;
  readonly lastFlight: number;
  readonly lastPass: number | null;
  readonly lastFail: number | null;
  /** Of the passing runs, booking left out; null: none has its times. */
  readonly durations: DurationQuantiles | null;
}

/** A run on a host, in short. */
export interface HostEvent {
  readonly flight: number;
  readonly job: string;
  readonly status: JobStatus;
  /** Start of the flight; null: not started. */
  readonly startedAt: Date | null;
}

/** What a host did last. */
export interface HostSummary {
  readonly host: string;
  readonly last: HostEvent;
  /** Newest run that failed or broke; null: none ever did. */
  readonly lastFailure: HostEvent | null;
}
