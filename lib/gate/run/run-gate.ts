import type { GateDecision, GatePhase, GateRun } from '../../../typings/gate.ts';
import { beginTask } from '../../coordination/task/begin-task.ts';
import { reapDyingTasks } from '../../coordination/task/reap-dead-tasks.ts';
import type { Db } from '../../db/db.ts';
import { describeError, isOsstestError } from '../../errors/osstest-error.ts';
import { currentDate } from '../../util/clock.ts';
import { collectFacts } from '../decide/collect-facts.ts';
import { decideRun, describeOrder, findOrder } from '../decide/decide-run.ts';
import { gateContext, type GateContext, type GateOptions } from '../gate-context.ts';
import type { GateHarness } from '../gate-context.ts';
import { ownHarness } from '../harness/own-harness.ts';
import { judgePhase } from '../phases/judge-phase.ts';
import { listGateOrders } from '../store/orders.ts';
import { sendOwedMails } from '../phases/owed-mails.ts';
import { pushPhase } from '../phases/push-phase.ts';
import { reportPhase } from '../phases/report-phase.ts';
import { advanceRun, claimRun, findOpenRun, pruneGateRuns } from '../store/run-store.ts';
import { retestBlessing } from '../decide/judge-run.ts';
import { versionHarness } from '../harness/version-harness.ts';
import { writeBranchesPage } from '../branch/write-branches-page.ts';

/** How a run of the gate ended. */
export type GateOutcome =
  // Another gate works on this branch.
  | { readonly kind: 'busy'; readonly run: GateRun }
  // There was nothing to test or push, or an order forbade it.
  | { readonly kind: 'nothing'; readonly why: string }
  // Its flight was stopped before its end; the next run resumes it.
  | { readonly kind: 'halted'; readonly run: GateRun }
  | { readonly kind: 'over'; readonly run: GateRun };

/**
 * Runs the gate once for a branch: fetches its trees, decides, creates a flight and runs it. Then judges the flight by
 * the history of the branch, pushes a revision without blocking failures, and reports.
 *
 * One gate at a time works on a branch. It resumes a run that a killed gate left.
 *
 * @throws RemoteError (`REMOTE_FAILED`, blame lab), RevisionUnknownError (`REVISION_UNKNOWN`, blame operator) - the
 * trees.
 * @throws FlightInvalidError (`FLIGHT_INVALID`, blame operator), ModuleError (`MODULE_UNUSABLE`, blame operator) - the
 * flight.
 * @throws GateRunLostError (`GATE_RUN_LOST`, blame lab) - our task has ended; another gate continues.
 * @throws DatabaseLostError, DatabaseUnreachableError (blame lab) - the next run continues.
 *
 * Source: replaces the original's cr-daily-branch.
 */
export async function runGate(db: Db, options: GateOptions): Promise<GateOutcome> {
  const context = gateContext(db, options);
  const { branch, config, tell } = context;
  const stop = findOrder(await listGateOrders(db, branch.name), 'stop');
  if (stop !== undefined) return { kind: 'nothing', why: `stopped ${describeOrder(stop)}` };
  await reapDyingTasks(db, context.clock);
  await using task = await beginTask(db, config.coordination, {
    comment: `gate ${branch.name}`,
    signal: options.signal,
  });
  const claim = await claimRun(db, branch.name, task);
  if (claim.kind === 'busy') return claim;
  if (!claim.isFresh) tell(`run ${claim.run.run} is resumed, in its phase ${claim.run.phase}`);
  try {
    await sendOwedMails(context);
    return await continueRun(context, claim.run);
  } finally {
    const tellProblem = (error: unknown): void => tell(`page of the branches: ${describeError(error)}`);
    await writeBranchesPage(db, config).then(() => undefined, tellProblem); // the run counts, even without its page
  }
}

async function continueRun(context: GateContext, begun: GateRun): Promise<GateOutcome> {
  const { db, branch, signal } = context;
  const harness = context.harness ?? (branch.tree === 'osstest' ? versionHarness : ownHarness);
  let run = begun;
  while (run.phase !== 'over') {
    signal.throwIfAborted();
    const next = await PHASES[run.phase](context, run, harness).catch((error: unknown) =>
      endBroken(context, run, error),
    );
    if (next === null) return { kind: 'halted', run };
    run = next;
  }
  await pruneGateRuns(db, run);
  const { flight, why } = run.state;
  return flight === null ? { kind: 'nothing', why: why ?? '' } : { kind: 'over', run };
}

/** What a run would do now, and why. Only the trees are fetched. */
export interface GatePlan {
  /** The unfinished run of the branch, of a working gate or of a killed one that the next gate resumes. */
  readonly open: GateRun | null;
  readonly decision: GateDecision;
}

/**
 * Returns what {@link runGate} would do, by the same decision.
 *
 * @throws RemoteError (`REMOTE_FAILED`, blame lab), RevisionUnknownError (`REVISION_UNKNOWN`, blame operator)
 */
export async function planGate(db: Db, options: GateOptions): Promise<GatePlan> {
  const { facts } = await collectFacts(gateContext(db, options));
  return { open: await findOpenRun(db, options.branch.name), decision: decideRun(facts) };
}

/** Returns the run after the phase; null: it cannot continue now. */
type Phase = (context: GateContext, run: GateRun, harness: GateHarness) => Promise<GateRun | null>;

const PHASES: Readonly<Record<Exclude<GatePhase, 'over'>, Phase>> = {
  deciding: decidePhase,
  making: async (context, run, harness) => {
    const made = await harness.makeFlight(context, run);
    context.tell(`flight ${made.state.flight}: ${made.state.mode} of ${made.state.revision}`);
    return made;
  },
  running: async (context, run, harness) => {
    const isOver = await harness.runFlight(context, run.state.flight ?? 0, context.branch.intended);
    return isOver ? advanceRun(context.db, run, 'judging') : null;
  },
  judging: judgePhase,
  retesting: async (context, run, harness) => {
    const flight = run.state.retests.at(-1) ?? 0;
    const isOver = await harness.runFlight(context, flight, retestBlessing(context.branch.intended));
    return isOver ? advanceRun(context.db, run, 'judging') : null;
  },
  pushing: pushPhase,
  reporting: reportPhase,
};

async function decidePhase(context: GateContext, run: GateRun): Promise<GateRun> {
  const { db, branch, clock, tell } = context;
  const { facts, uses } = await collectFacts(context);
  const decision = decideRun(facts);
  tell(decision.why);
  const { why } = decision;
  if (decision.kind === 'nothing') return advanceRun(db, run, 'over', { why });
  const { revision, baseline } = decision;
  const versions = { ...uses, [branch.tree]: revision };
  const known = { why, revision, baseline, versions, published: facts.published };
  if (decision.kind === 'test') {
    return advanceRun(db, run, 'making', { ...known, mode: decision.mode, mayPush: decision.mayPush });
  }
  const { flight } = decision;
  const retests = facts.pastTest?.retests ?? [];
  const judgedAt = currentDate(clock).toISOString();
  return advanceRun(db, run, 'judging', { ...known, mode: 'test', mayPush: true, flight, retests, judgedAt });
}

/**
 * Ends a run that could not create a flight, since a repetition would not help. The next gate resumes any other run.
 */
async function endBroken({ db, tell }: GateContext, run: GateRun, error: unknown): Promise<never> {
  const isEarly = run.phase === 'deciding' || run.phase === 'making';
  const isOfDatabase = isOsstestError(error) && /^(DATABASE_|GATE_RUN_LOST)/.test(error.code);
  if (isEarly && !isOfDatabase) {
    const problem = describeError(error);
    tell(problem);
    const problems = [...run.state.problems, problem];
    await advanceRun(db, run, 'over', { problems }).catch(() => undefined); // then the run stays open for the next gate
  }
  throw error;
}
