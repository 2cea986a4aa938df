import type { GateRun } from '../../../typings/gate.ts';
import { FlightInvalidError } from '../../errors/flight-errors.ts';
import { currentDate } from '../../util/clock.ts';
import { jobsToRetest } from '../decide/decide-push.ts';
import type { GateContext } from '../gate-context.ts';
import type { GateHarness } from '../gate-context.ts';
import { judgeTest, regressionsOf } from '../decide/judge-run.ts';
import { advanceRun } from '../store/run-store.ts';

/** Judges the flight of a run. First tests again what may be intermittent, as often as the branch defines. */
export async function judgePhase(context: GateContext, run: GateRun, harness: GateHarness): Promise<GateRun> {
  const { db, branch, clock, tell } = context;
  const judgedAt = currentDate(clock);
  const judgement = await judgeTest(db, branch, { ...judgedTest(run), judgedAt });
  const jobs = run.state.mayPush && run.state.judgedAt === null ? jobsToRetest(judgement) : [];
  if (jobs.length > 0 && run.state.retests.length < branch.retests) {
    try {
      const next = await harness.makeRetest(context, run, jobs);
      tell(`flight ${next.state.retests.at(-1)}: runs ${jobs.length} failing jobs of ${run.state.flight} once more`);
      return next;
    } catch (error) {
      if (!(error instanceof FlightInvalidError)) throw error;
      tell(`no retest: ${error.message}`); // it is judged without a retest
    }
  }
  const { verdict, outcome } = judgement;
  tell(`flight ${run.state.flight}: ${outcome}`);
  const regressions = regressionsOf(judgement);
  return advanceRun(db, run, 'pushing', { verdict, outcome, regressions, judgedAt: judgedAt.toISOString() });
}

/** Returns the request for the judgement of a run. @throws RangeError - the run has no flight yet. */
export function judgedTest({ run, state }: GateRun): {
  readonly flight: number;
  readonly retests: readonly number[];
  readonly revision: string;
  readonly baseline: string;
} {
  const { flight, retests, revision, baseline } = state;
  if (flight === null || revision === null || baseline === null) throw new RangeError(`gate run ${run}: has no flight`);
  return { flight, retests, revision, baseline };
}
