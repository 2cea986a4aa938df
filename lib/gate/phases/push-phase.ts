import type { GateRun, PushOutcome } from '../../../typings/gate.ts';
import { PushRefusedError, RemoteError } from '../../errors/git-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { fetchBranch } from '../../git/open-clone.ts';
import { pushRevision } from '../../git/push-revision.ts';
import { decidePush } from '../decide/decide-push.ts';
import { openBranchClone, type GateContext } from '../gate-context.ts';
import type { GateHarness } from '../gate-context.ts';
import { judgedTest } from './judge-phase.ts';
import { listGateOrders } from '../store/orders.ts';
import { advanceRun } from '../store/run-store.ts';
import { whyNotTested } from '../decide/tested-revision.ts';

/** Pushes the tested revision if the decision is to push. A repetition finds the revision pushed and succeeds. */
export async function pushPhase(context: GateContext, run: GateRun, harness: GateHarness): Promise<GateRun> {
  const push = await pushIfGood(context, run);
  context.tell(push.kind === 'pushed' ? `pushed ${run.state.revision}: ${push.why}` : `${push.kind}: ${push.why}`);
  const problems = push.kind === 'pushed' ? await deploy(context, run, harness) : run.state.problems;
  return advanceRun(context.db, run, 'reporting', { push, problems });
}

/** A revision that is pushed but cannot be deployed is reported, and a person deploys it. */
async function deploy(context: GateContext, run: GateRun, harness: GateHarness): Promise<readonly string[]> {
  try {
    await harness.deploy(context, run);
    return run.state.problems;
  } catch (error) {
    const problem = `deploy: ${describeError(error)}`;
    context.tell(problem);
    return [...run.state.problems, problem];
  }
}

async function pushIfGood(context: GateContext, run: GateRun): Promise<PushOutcome> {
  const { db, branch } = context;
  const { flight, revision } = judgedTest(run);
  const { mayPush, published, verdict } = run.state;
  if (published === null || verdict === null) throw new RangeError(`gate run ${run.run}: has not been judged`);
  const orders = await listGateOrders(db, branch.name);
  const decision = decidePush({ mayPush, revision, published, verdict, orders });
  if (!decision.push) return { kind: 'not-pushed', why: decision.why, output: '' };
  const untested = await whyNotTested(db, flight, branch.tree, revision);
  if (untested !== null) return { kind: 'not-pushed', why: untested, output: '' };
  try {
    const clone = await openBranchClone(context);
    await fetchBranch(clone, branch.source); // another machine may have fetched it
    await fetchBranch(clone, branch.tested);
    const output = await pushRevision(clone, { to: branch.tested, from: published, revision });
    return { kind: 'pushed', why: decision.why, output };
  } catch (error) {
    if (error instanceof PushRefusedError) return { kind: 'refused', why: error.message, output: error.output };
    if (error instanceof RemoteError) return { kind: 'refused', why: error.message, output: '' };
    throw error;
  }
}
