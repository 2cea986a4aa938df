import type { GateOrder } from '../../../typings/gate.ts';
import type { Judgement, Verdict } from '../../../typings/verdict.ts';
import { describeOrder, findForce, findOrder } from './decide-run.ts';

export interface PushFacts {
  readonly mayPush: boolean;
  readonly revision: string;
  readonly published: string;
  readonly verdict: Verdict;
  readonly orders: readonly GateOrder[];
}

/** Whether to push, and why; `isWanted`: whether the run could lead to a push. */
export interface PushDecision {
  readonly push: boolean;
  readonly isWanted: boolean;
  readonly why: string;
}

/**
 * Decides whether the tested revision is pushed: without a blocking failure, or by order. An order that blocks has
 * precedence.
 *
 * Source: the original's daily run, with its files BRANCH.force, BRANCH.force-rev and BRANCH.block.
 */
export function decidePush({ mayPush, revision, published, verdict, orders }: PushFacts): PushDecision {
  if (!mayPush) {
    const isSame = revision === published;
    const why = isSame ? 'Published tested tree is already up to date.' : 'Push not applicable.';
    return { push: false, isWanted: false, why };
  }
  const block = findOrder(orders, 'block');
  if (block !== undefined) return { push: false, isWanted: true, why: `blocked ${describeOrder(block)}` };
  if (verdict === 'perfect' || verdict === 'tolerable') return { push: true, isWanted: true, why: `it is ${verdict}` };
  const force = findForce(orders, revision);
  if (force !== undefined) return { push: true, isWanted: true, why: `forced ${describeOrder(force)}` };
  return { push: false, isWanted: true, why: `there are ${verdict}` };
}

/**
 * Returns the jobs to test again before a flight is judged: they passed in the baseline and failed now. A pass with the
 * same revisions would show the failure to be intermittent. Builds are not tested again.
 */
export function jobsToRetest({ evidence, failures, verdict }: Judgement): readonly string[] {
  if (verdict === 'perfect' || verdict === 'tolerable') return [];
  const own = failures.filter(
    ({ flight, blocker, explanation }) =>
      flight === evidence.subject.flight && blocker !== null && explanation.rule === 'regression',
  );
  return [...new Set(own.map(({ job }) => job))].filter((job) => !job.startsWith('build'));
}
