import type { GateOrder } from '../../typings/gate.ts';
import type { Judgement, Verdict } from '../../typings/verdict.ts';
import { describeOrder, findForce, findOrder } from './decide-run.ts';

export interface PushFacts {
  readonly mayPush: boolean;
  readonly revision: string;
  readonly published: string;
  readonly verdict: Verdict;
  readonly orders: readonly GateOrder[];
}

/** Whether to push, and why; `isWanted`: a push was thought of at all. */
export interface PushDecision {
  readonly push: boolean;
  readonly isWanted: boolean;
  readonly why: string;
}

/**
 * Decides whether what was tested is pushed: where nothing stands against it, or by order; an order that blocks has the
 * last word.
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
 * Jobs that are worth another try before a flight is judged: what passed in the baseline fails now, and a pass with the same
 * revisions would show it to be intermittent. A build that fails is no such thing.
 */
export function jobsToRetest({ evidence, failures, verdict }: Judgement): readonly string[] {
  if (verdict === 'perfect' || verdict === 'tolerable') return [];
  const own = failures.filter(
    ({ flight, blocker, explanation }) =>
      flight === evidence.subject.flight && blocker !== null && explanation.rule === 'regression',
  );
  return [...new Set(own.map(({ job }) => job))].filter((job) => !job.startsWith('build'));
}
