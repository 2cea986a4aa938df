import type { GatePhase, GateRun, GateRunState } from '../../../typings/gate.ts';
import type { Task } from '../../coordination/task/task.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { many, maybeOne, none } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { GateRunLostError } from '../../errors/gate-errors.ts';
import { readHarnessRevision } from '../../record/harness-revision.ts';

interface Written {
  readonly run: number;
}

const insertRun = sql<{ branch: string; taskid: number; state: GateRunState }, Written>('gate/begin-run');
const takeRun = sql<{ run: number; taskid: number; formerTaskid: number | null }, Written>('gate/take-run');
const updateRun = sql<{ run: number; taskid: number; phase: GatePhase; state: GateRunState }, Written>(
  'gate/write-run',
);
const pruneRuns = sql<{ branch: string; run: number }>('gate/prune-runs');
const selectRuns = sql<{ branch: string | null; isOpen: boolean | null; maxRows: number }, GateRun>('gate/list-runs');
const selectOwed = sql<{ branch: string; maxAttempts: number }, GateRun>('gate/list-owed-mails');
const updateOwed = sql<{ run: number; attempts: number; told: Partial<GateRunState> }, Written>('gate/amend-owed-mail');
const selectTests = sql<
  { branch: string; revision: string; versions: Readonly<Record<string, string>> | null },
  PastFlight
>('gate/list-tests');
const selectLastPushes = sql<{ branch: string | null }, LastPush>('gate/find-last-push');

/** A flight that the gate judged, with the flights that repeated its failures. */
export interface PastFlight {
  readonly flight: number;
  readonly retests: readonly number[];
}

/** The last push of a branch. */
export interface LastPush {
  readonly branch: string;
  readonly run: number;
  readonly revision: string;
  readonly flight: number;
  readonly at: Date;
}

const emptyState = async (): Promise<GateRunState> => ({
  harness: await readHarnessRevision(),
  why: null,
  mode: null,
  revision: null,
  published: null,
  baseline: null,
  versions: {},
  mayPush: false,
  flight: null,
  retests: [],
  judgedAt: null,
  verdict: null,
  outcome: null,
  push: null,
  regressions: [],
  problems: [],
  owedMail: null,
});

/** A branch's run, if we have claimed it; `isFresh`: we created it, otherwise it was left by a killed gate. */
export type ClaimedRun =
  | { readonly kind: 'mine'; readonly run: GateRun; readonly isFresh: boolean }
  | { readonly kind: 'busy'; readonly run: GateRun };

/**
 * Claims the run of a branch: a new one, or one whose gate has ended. One gate at a time has it, across machines and
 * versions.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: table gate_runs; lib/db/sql/gate
 */
export async function claimRun(db: Queryable, branch: string, { taskid }: Pick<Task, 'taskid'>): Promise<ClaimedRun> {
  for (;;) {
    const open = await findOpenRun(db, branch);
    if (open === null) {
      const begun = await maybeOne(db, insertRun, { branch, taskid, state: await emptyState() });
      const run = begun === null ? null : await findOpenRun(db, branch);
      if (run !== null && run.taskid === taskid) return { kind: 'mine', run, isFresh: true };
      continue; // another gate created one at the same moment
    }
    if (open.isLive) return { kind: 'busy', run: open };
    const taken = await maybeOne(db, takeRun, { run: open.run, taskid, formerTaskid: open.taskid });
    if (taken !== null) return { kind: 'mine', run: { ...open, taskid, isLive: true }, isFresh: false };
  }
}

/** Returns the unfinished run of a branch; null: there is none. */
export const findOpenRun = async (db: Queryable, branch: string): Promise<GateRun | null> =>
  (await many(db, selectRuns, { branch, isOpen: true, maxRows: 1 }))[0] ?? null;

/**
 * Returns runs of the gate, the newest first. Default: the last 30 of all branches.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 */
export const listGateRuns = (
  db: Queryable,
  {
    branch = null,
    isOpen = null,
    limit = 30,
  }: { branch?: string | null; isOpen?: boolean | null; limit?: number } = {},
): Promise<GateRun[]> => many(db, selectRuns, { branch, isOpen, maxRows: limit });

/**
 * Records the new phase and state of a run. Returns the run.
 *
 * @throws GateRunLostError (`GATE_RUN_LOST`, blame lab) - our task has ended, so another gate may have the run.
 */
export async function advanceRun(
  db: Queryable,
  run: GateRun,
  phase: GatePhase,
  known: Partial<GateRunState> = {},
): Promise<GateRun> {
  const state = { ...run.state, ...known };
  const { taskid } = run;
  const written = taskid === null ? null : await maybeOne(db, updateRun, { run: run.run, taskid, phase, state });
  if (written === null) throw new GateRunLostError(run.run, run.branch);
  return { ...run, phase, state };
}

/** Returns the finished runs of the branch that owe a mail and have had fewer attempts than this, the oldest first. */
export const listOwedMails = (db: Queryable, branch: string, maxAttempts: number): Promise<GateRun[]> =>
  many(db, selectOwed, { branch, maxAttempts });

/**
 * Records the result of an attempt to send an owed mail. Returns the run; null: another gate has made an attempt since.
 */
export async function amendOwedMail(
  db: Queryable,
  run: GateRun,
  told: Pick<GateRunState, 'owedMail' | 'problems'>,
): Promise<GateRun | null> {
  const attempts = run.state.owedMail?.attempts ?? 0;
  const written = await maybeOne(db, updateOwed, { run: run.run, attempts, told });
  return written === null ? null : { ...run, state: { ...run.state, ...told } };
}

/** Deletes earlier runs of the branch that had nothing to do. */
export const pruneGateRuns = (db: Queryable, { branch, run }: GateRun): Promise<number> =>
  none(db, pruneRuns, { branch, run });

/**
 * Returns the flights in which the gate tested a combination of revisions, the newest first; null in `versions`: any
 * revision.
 */
export const listPastTests = (
  db: Queryable,
  branch: string,
  revision: string,
  versions: Readonly<Record<string, string>> | null,
): Promise<PastFlight[]> => many(db, selectTests, { branch, revision, versions });

/** Returns the last push of one branch, or of each. */
export const listLastPushes = (db: Queryable, branch: string | null = null): Promise<LastPush[]> =>
  many(db, selectLastPushes, { branch });
