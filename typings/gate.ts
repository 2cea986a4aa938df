import type { Blessing } from './status.ts';
import type { Verdict } from './verdict.ts';

/** A branch of a git repository somewhere. */
export interface RemoteBranch {
  /** As git takes it: `git://HOST/PATH`, `USER@HOST:PATH`, a folder. */
  readonly url: string;
  /** Without `refs/heads/`. */
  readonly branch: string;
}

/** A branch that the gate guards: it tests revisions of one tree and pushes those that pass to the tested branch. */
export interface BranchDefinition {
  /** Also the branch of its flights. */
  readonly name: string;
  readonly summary: string;
  /** The tree that is tested, as flights name it: `xen`, `linux`; `osstest`: the harness itself, which runs the flight. */
  readonly tree: string;
  /** The branch whose head is tested. */
  readonly source: RemoteBranch;
  /** The branch of tested revisions. The gate moves it, forward only. A person creates it once. */
  readonly tested: RemoteBranch;
  /** Other trees of its flights, which are taken as they are at that moment, such as those that passed their own tests. */
  readonly uses: Readonly<Record<string, RemoteBranch>>;
  /** How its flights are made: the name of one of recipes/flights, or a file; of the tree `osstest` within the version. */
  readonly flight: string;
  /** `all`: refuse to make a flight while a job has no host in this lab. `possible`: leave such jobs out. */
  readonly hosts: 'all' | 'possible' | 'any';
  readonly intended: Blessing;
  /** Allowed regressions: lines as in the original's allow files, after those of all branches. */
  readonly allow: readonly string[];
  /** Who gets the report; none: whom the configuration names (reports.mailTo). */
  readonly mailTo: readonly string[];
  /** Test again though nothing is new. */
  readonly always: boolean;
  /** How often the tests that regressed are run once more in the same run, before it is judged. */
  readonly retests: number;
  /** How many flights one combination of revisions gets at most; what is new is a new combination. */
  readonly attempts: number;
  /** The highest comes first where one command serves several branches. */
  readonly priority: number;
}

/** An order of a person to the gate. */
export interface GateOrder {
  /** null: all branches. */
  readonly branch: string | null;
  /** `stop`: start no run. `block`: push nothing. `force`: push the tested revision whatever the verdict. */
  readonly kind: 'stop' | 'block' | 'force';
  /** Of `force`: only this revision; null: any. */
  readonly revision: string | null;
  readonly who: string;
  readonly reason: string;
  readonly orderedAt: Date;
}

/** The phase of a run of the gate. A run that was killed is resumed from this phase. */
export type GatePhase =
  | 'deciding' // the trees are fetched, and it is decided what to do
  | 'making' // the flight is being made
  | 'running' // the flight runs
  | 'judging' // its failures are judged; those that may be intermittent are tested once more
  | 'retesting' // they are
  | 'pushing' // the tested branch is being moved
  | 'reporting' // mail and pages
  | 'over';

/** What kind of test a run is. */
export type GateMode =
  | 'test' // of what is new
  | 'baseline test' // of what is published, since no flight tested that; never pushed
  | 'baseline-only test'; // the same, and nothing else was wanted

/** A test that passed in the baseline and does not now; for the bisector. */
export interface GateRegression {
  readonly job: string;
  readonly testid: string;
  /** The flight in which it passed. */
  readonly basis: number;
}

/** The result of the push at the end of a run. */
export interface PushOutcome {
  /** `refused`: the push was attempted and rejected. */
  readonly kind: 'pushed' | 'not-pushed' | 'refused';
  /** Why, for people. */
  readonly why: string;
  /** Output of git; empty: git was not run. */
  readonly output: string;
}

/** A report that the mail server did not take. */
export interface OwedMail {
  /** Those who have not got it. */
  readonly to: readonly string[];
  /** How often it was tried. */
  readonly attempts: number;
}

/** What a run knows so far; what is not known yet is null. */
export interface GateRunState {
  readonly harness: string;
  readonly why: string | null;
  readonly mode: GateMode | null;
  /** The revision under test, and the published one. */
  readonly revision: string | null;
  readonly published: string | null;
  /** What the flight is judged against: the published revision, or in a baseline test the newest that was tested. */
  readonly baseline: string | null;
  /** Revisions of all trees of the flight. */
  readonly versions: Readonly<Record<string, string>>;
  readonly mayPush: boolean;
  readonly flight: number | null;
  readonly retests: readonly number[];
  readonly judgedAt: string | null;
  readonly verdict: Verdict | null;
  /** Such as `tolerable FAIL`. */
  readonly outcome: string | null;
  readonly push: PushOutcome | null;
  /** Empty where something else than a test failed, which a bisection would be misled by. */
  readonly regressions: readonly GateRegression[];
  /** What went wrong with the run itself, a line each. */
  readonly problems: readonly string[];
  /** Sent again by later runs of the branch; null: nothing is owed. Runs of versions that did not know it have none. */
  readonly owedMail?: OwedMail | null;
}

/** One run of the gate for a branch. Source: table gate_runs. */
export interface GateRun {
  readonly run: number;
  readonly branch: string;
  readonly phase: GatePhase;
  /** The task that owns the run; it ends with its process. null: no task. */
  readonly taskid: number | null;
  readonly isLive: boolean;
  readonly state: GateRunState;
  readonly beganAt: Date;
  readonly changedAt: Date;
  readonly endedAt: Date | null;
}

/** A flight that tested the requested revisions. */
export interface PastTest {
  readonly flight: number;
  readonly retests: readonly number[];
  readonly verdict: Verdict;
  /** How many flights tested the same. */
  readonly attempts: number;
}

/** All that decides on what a run does. */
export interface BranchFacts {
  readonly branch: BranchDefinition;
  /** The revision to test; null: the branch is not there. */
  readonly head: string | null;
  /** null: the branch is not there. */
  readonly published: string | null;
  /** How head and published revision lie to each other. */
  readonly relation: 'same' | 'ahead' | 'behind' | 'apart';
  /** The last revision that the gate pushed; null: none. */
  readonly lastPushed: string | null;
  /** Newest flight that tested exactly what is published; null: none. */
  readonly baselineFlight: number | null;
  /** Flights that tried to test it. */
  readonly baselineAttempts: number;
  /** Newest revision of the tree that any flight of the branch tested. */
  readonly newestTested: string | null;
  /** How the combination of head and the other trees did; null: never tested. */
  readonly pastTest: PastTest | null;
  readonly orders: readonly GateOrder[];
  readonly baselineOnly: boolean;
  /** A person requested the test, however often the revisions were tested before. */
  readonly again: boolean;
}

/** What a run is to do. */
export type GateDecision =
  | { readonly kind: 'nothing'; readonly why: string }
  | {
      readonly kind: 'test';
      readonly mode: GateMode;
      readonly revision: string;
      readonly baseline: string;
      readonly mayPush: boolean;
      readonly why: string;
    }
  // It has been tested already, and only the push is missing.
  | {
      readonly kind: 'push';
      readonly flight: number;
      readonly revision: string;
      readonly baseline: string;
      readonly why: string;
    };

/** The state of a branch, for people. */
export interface BranchStanding {
  readonly branch: string;
  readonly orders: readonly GateOrder[];
  /** The run that is under way, or was left by a gate that was killed. */
  readonly open: GateRun | null;
  /** The newest run that is over; null: none is known. */
  readonly last: GateRun | null;
  /** The newest that judged a flight. */
  readonly judged: GateRun | null;
  /** What was pushed last. */
  readonly pushed: { readonly revision: string; readonly flight: number; readonly at: Date } | null;
}
