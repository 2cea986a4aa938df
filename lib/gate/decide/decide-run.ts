import type { BranchFacts, GateDecision, GateMode, GateOrder } from '../../../typings/gate.ts';
import { formatMinute } from '../../util/format-time.ts';

const nothing = (why: string): GateDecision => ({ kind: 'nothing', why });

/** Returns the order of a kind for a branch, if there is one. */
export const findOrder = (orders: readonly GateOrder[], kind: GateOrder['kind']): GateOrder | undefined =>
  orders.find((order) => order.kind === kind);

/** Returns the order that forces the push of a revision, if there is one. */
export const findForce = (orders: readonly GateOrder[], revision: string): GateOrder | undefined =>
  orders.find((order) => order.kind === 'force' && (order.revision === null || order.revision === revision));

/** Describes who gave an order, when and why. */
export const describeOrder = ({ who, reason, orderedAt }: GateOrder): string =>
  `by ${who} since ${formatMinute(orderedAt)}: ${reason}`;

/**
 * Decides what a run of the gate does. A dry run prints this decision, and a run executes it.
 *
 * Source: the rules of the original's daily run. That a combination waits after several tests is ours.
 */
export function decideRun(facts: BranchFacts): GateDecision {
  const { branch, head, published, orders } = facts;
  const stop = findOrder(orders, 'stop');
  if (stop !== undefined) return nothing(`stopped ${describeOrder(stop)}`);
  if (head === null) return nothing(`there is no branch ${branch.source.branch} in ${branch.source.url}`);
  if (published === null) return nothing(describeUnpublished(facts));
  if (facts.baselineFlight === null) return decideBaseline(facts, published);
  if (facts.baselineOnly) return nothing(`the baseline ${published} was tested in flight ${facts.baselineFlight}`);
  if (facts.relation === 'same') return decideSame(facts, head);
  if (facts.relation !== 'ahead') return nothing(describeObstacle(facts));
  return decideNew(facts, head, published);
}

/** The published revision was never tested here, so nothing could be judged against it. */
function decideBaseline(facts: BranchFacts, published: string): GateDecision {
  const { branch, newestTested, baselineAttempts } = facts;
  if (baselineAttempts >= branch.attempts && !facts.again) {
    return nothing(
      `the baseline ${published} could not be built in ${baselineAttempts} flights; repair that, then: gate run --again`,
    );
  }
  const mode: GateMode = facts.baselineOnly ? 'baseline-only test' : 'baseline test';
  const baseline = newestTested ?? published;
  const compared = newestTested === null ? 'nothing was tested before' : `compared with ${newestTested}`;
  const why = `no flight of ${branch.name} tested the published revision, ${published}; ${compared}`;
  return { kind: 'test', mode, revision: published, baseline, mayPush: false, why };
}

function decideSame(facts: BranchFacts, head: string): GateDecision {
  if (!facts.branch.always && !facts.again) return nothing(`up to date: ${head} is published`);
  const why = `${head} is published already, and is always tested`;
  return { kind: 'test', mode: 'test', revision: head, baseline: head, mayPush: false, why };
}

function decideNew(facts: BranchFacts, head: string, published: string): GateDecision {
  const { branch, pastTest, orders } = facts;
  const block = findOrder(orders, 'block');
  const test: GateDecision = {
    kind: 'test',
    mode: 'test',
    revision: head,
    baseline: published,
    mayPush: true,
    why: `${head} is new since ${published}`,
  };
  if (pastTest === null) return test;
  const { flight, verdict, attempts } = pastTest;
  if (facts.again) return { ...test, why: `${head} was tested in flight ${flight}, and is tested again by order` };
  const force = findForce(orders, head);
  const isGood = verdict === 'perfect' || verdict === 'tolerable';
  if (isGood || force !== undefined) {
    if (block !== undefined)
      return nothing(`flight ${flight} may be pushed, but pushes are blocked ${describeOrder(block)}`);
    const why = isGood ? `flight ${flight} tested ${head} without a blocking failure` : `push of ${head} is forced`;
    return { kind: 'push', flight, revision: head, baseline: published, why };
  }
  if (attempts >= branch.attempts) {
    return nothing(
      `${head} was tested ${attempts} times, last in flight ${flight} (${verdict}); ` +
        'a new revision, gate run --again or gate force will change that',
    );
  }
  return { ...test, why: `${head} was tested ${attempts} times, last in flight ${flight} (${verdict}); once more` };
}

const describeUnpublished = ({ branch, head }: BranchFacts): string =>
  `there is no branch ${branch.tested.branch} in ${branch.tested.url} to compare with; create it by hand, such as: ` +
  `git push ${branch.tested.url} ${head}:refs/heads/${branch.tested.branch}`;

/** The gate never rewrites history and never moves a branch back: the operator decides. */
function describeObstacle({ branch, head, published, relation, lastPushed }: BranchFacts): string {
  if (relation === 'behind') return `${head} is older than the published revision, ${published}`;
  const who =
    lastPushed === null || lastPushed === published
      ? `the history of ${branch.source.branch} was rewritten`
      : `the gate left ${branch.tested.branch} at ${lastPushed}, and another user moved it or history was rewritten`;
  return `${head} does not follow from the published revision, ${published}: ${who}; the gate moves it forward only`;
}
