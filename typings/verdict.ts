import type { Blessing, StepStatus, JobStatus } from './status.ts';

/** Names of trees to revisions, such as `{ xen: '4a30a2b931ce' }`; a shortened revision fits every longer one. */
export type Revisions = Readonly<Record<string, string>>;

/** What a flight is judged against. */
export interface VersionsUnderTest {
  /** Revisions under test; empty: nothing is asked of a flight, and no failure counts as intermittent. */
  readonly this: Revisions;
  /** Revisions of the baseline, usually those published last; empty: every flight of the branch is baseline. */
  readonly that: Revisions;
  /** One flight as the baseline, instead of `that`. */
  readonly thatFlight: number | null;
}

/** A step that did not pass, or a job that did not pass without such a step. */
export interface Failure {
  readonly job: string;
  /** null: the job has no step that failed. */
  readonly stepno: number | null;
  /** `<none executed>` where stepno is null. */
  readonly testid: string;
  /** The step's status; the job's where stepno is null. */
  readonly status: StepStatus | JobStatus;
}

/** A flight whose failures are judged: the one asked for, or one that tested the same revisions. */
export interface FlightEvidence {
  readonly flight: number;
  readonly branch: string;
  readonly blessing: Blessing;
  readonly intended: Blessing | null;
  /** null: not started. */
  readonly startedAt: Date | null;
  readonly jobs: readonly { readonly job: string; readonly status: JobStatus }[];
  /** Steps that are not `pass`, in any order. */
  readonly failedSteps: readonly {
    readonly job: string;
    readonly stepno: number;
    readonly testid: string;
    readonly status: StepStatus;
  }[];
}

/** A past flight that tested the revisions of *this* or *that*. */
export interface ComparedFlight {
  readonly flight: number;
  readonly blessing: Blessing;
  readonly matchesThis: boolean;
  readonly matchesThat: boolean;
}

/** How old a revision is in this branch's tests. */
export interface TestedAge {
  readonly flight: number;
  /** null: not started. */
  readonly startedAt: Date | null;
}

/** When the baseline and the revision under test were tested; only where each is one revision of the same tree. */
export interface TestingAges {
  /** Newest flight that tested the baseline. */
  readonly basis: TestedAge | null;
  /** First flight after the basis. */
  readonly firstAfter: TestedAge | null;
  readonly attemptsAfter: number;
  /** First flight after the basis that tested *this*. */
  readonly firstSame: TestedAge | null;
  readonly attemptsSame: number;
}

/** All that decides a verdict. `judgeFlight` needs nothing else. */
export interface Evidence {
  readonly versions: VersionsUnderTest;
  /** The moment of the judgement, from which ages are calculated. */
  readonly judgedAt: Date;
  readonly subject: FlightEvidence;
  /** Flights that match *this*, other than the subject: each may show a failure to be intermittent. */
  readonly partners: readonly FlightEvidence[];
  /** Past flights of the branches and blessings that match *this* or *that*. */
  readonly compared: readonly ComparedFlight[];
  /** Which compared flight is among the newest 1000 that have the job. */
  readonly presences: readonly { readonly flight: number; readonly job: string }[];
  /** Statuses in the compared flights of what failed in the subject or a partner. */
  readonly outcomes: readonly {
    readonly flight: number;
    readonly job: string;
    readonly testid: string;
    readonly status: StepStatus;
  }[];
  /** Newest pass, whatever was tested, of what failed; absent: it never passed. */
  readonly passes: readonly { readonly job: string; readonly testid: string; readonly flight: number }[];
  /** Longest recent run of a job, booking left out; absent: unknown. */
  readonly durations: readonly { readonly job: string; readonly durationMs: number }[];
  readonly ages: TestingAges | null;
}

/** What the same test did in one flight of the baseline, and how much that weighs. */
export interface Comparison {
  readonly flight: number;
  readonly blessing: Blessing;
  /** null: the job ran there, this test did not. */
  readonly status: StepStatus | null;
  readonly finding: 'like' | 'failed' | 'other-status' | 'passed' | 'absent';
  readonly weight: number;
}

/** Which rule decided on a failure. */
export type VerdictRule =
  | 'none-executed' // the job did not pass and has no failed step
  | 'blocked' // something it needs was missing
  | 'running' // not finished
  | 'other-status' // neither fail nor broken
  | 'never-passed' // no flight of the branch ever passed it
  | 'untested' // no flight of the baseline has the job
  | 'like-baseline' // the baseline failed there as well, or did not get so far
  | 'regression' // the baseline passed
  | 'heisenbug' // passed in another flight of the same revisions
  | 'allowed'; // a regression that matches an allow pattern

/** Why a failure was judged as it was. */
export interface Explanation {
  readonly rule: VerdictRule;
  /** One sentence for people. */
  readonly text: string;
  /** Flights of the baseline in the order in which they were compared; empty if the rule needs none. */
  readonly comparisons: readonly Comparison[];
  /** The compared flight that decided. */
  readonly decidedBy: number | null;
  /** Newest flight of the branch in which it passed, whatever was tested. */
  readonly lastPass: number | null;
  /** The allow pattern that fits. */
  readonly allowedBy: string | null;
}

/** A failure and what it means. */
export interface JudgedFailure extends Failure {
  /** The flight that it happened in: the subject, or a partner. */
  readonly flight: number;
  /** null: does not stop a push. Else `regression`, `broken`, `unfinished`, or the status. */
  readonly blocker: string | null;
  /** Such as `REGR. vs. 20019`, `like 20017`, `never pass`; may be empty. */
  readonly summary: string;
  /** The flight of the same revisions in which it passed. */
  readonly passedIn: number | null;
  readonly explanation: Explanation;
}

/** The class of a failure in reports: see {@link JudgedFailure}. */
export type FailureKind =
  | 'fail' // no baseline was given
  | 'regression' // it blocks
  | 'heisenbug' // intermittent
  | 'allowable' // it matches an allow pattern
  | 'nonblocking'; // the rest

/** Whether what was tested may be published. */
export type Verdict =
  | 'perfect' // no failure
  | 'tolerable' // failures, but no blocking one
  | 'regressions' // something worked in the baseline and does not now
  | 'problems'; // something blocks that is no regression: broken, unfinished

/** A judged flight: the one model behind every report. */
export interface Judgement {
  readonly evidence: Evidence;
  readonly verdict: Verdict;
  /** Such as `tolerable FAIL`; the first line of the classic report without the flight. */
  readonly outcome: string;
  /** Own failures first, then those of each partner, in the order of discovery. */
  readonly failures: readonly JudgedFailure[];
  /** Partners that were judged as well, in order. */
  readonly partners: readonly number[];
}
