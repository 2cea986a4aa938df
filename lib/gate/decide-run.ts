import type { BranchFacts, GateDecision, GateMode, GateOrder } from '../../typings/gate.ts';

const nothing = (why: string): GateDecision => ({ kind: 'nothing', why });

/** The order of a kind that holds for a branch, if any. */
export const findOrder = (orders: readonly GateOrder[], kind: GateOrder['kind']): GateOrder | undefined =>
  orders.find((order) => order.kind === kind);

/** The order that forces the push of a revision, if any. */
export const findForce = (orders: readonly GateOrder[], revision: string): GateOrder | undefined =>
  orders.find((order) => order.kind === 'force' && (order.revision === null || order.revision === revision));

/** Who ordered it, since when and why. */
export const describeOrder = ({ who, reason, orderedAt }: GateOrder): string =>
  `by ${who} since ${orderedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC: ${reason}`;

/**
 * Decides what a run of the gate does. Nothing else does: a dry run prints what this says, a real one does it.
 *
 * Source: the rules of the original's daily run; that a combination which was tested often enough waits is ours.
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
  if (facts.relation !== 'ahead') return nothing(describeNoWay(facts));
  return decideNew(facts, head, published);
}

/** What is published was never tested here: nothing could be judged against it. */
function decideBaseline(facts: BranchFacts, published: string): GateDecision {
  const { branch, newestTested, baselineAttempts } = facts;
  if (baselineAttempts >= branch.attempts && !facts.again) {
    return nothing(
      `the baseline ${published} could not be built in ${baselineAttempts} flights; mend that, then: gate run --again`,
    );
  }
  const mode: GateMode = facts.baselineOnly ? 'baseline-only test' : 'baseline test';
  const baseline = newestTested ?? published;
  const compared = newestTested === null ? 'nothing was tested before' : `compared with ${newestTested}`;
  const why = `no flight of ${branch.name} tested what is published, ${published}; ${compared}`;
  return { kind: 'test', mode, revision: published, baseline, mayPush: false, why };
}

function decideSame(facts: BranchFacts, head: string): GateDecision {
  if (!facts.branch.always && !facts.again) return nothing(`up to date: ${head} is published`);
  const why = `${head} is published already, and is tested always`;
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
    const why = isGood ? `flight ${flight} tested ${head}, and nothing stands against it` : `push of ${head} is forced`;
    return { kind: 'push', flight, revision: head, baseline: published, why };
  }
  if (attempts >= branch.attempts) {
    return nothing(
      `${head} was tested ${attempts} times, last in flight ${flight} (${verdict}); ` +
        'something new, gate run --again or gate force will change that',
    );
  }
  return { ...test, why: `${head} was tested ${attempts} times, last in flight ${flight} (${verdict}); once more` };
}

const describeUnpublished = ({ branch, head }: BranchFacts): string =>
  `there is no branch ${branch.tested.branch} in ${branch.tested.url} to compare with; make it once by hand, such as: ` +
  `git push ${branch.tested.url} ${head}:refs/heads/${branch.tested.branch}`;

/** Neither is the history rewritten nor is a branch moved back: that is for people. */
function describeNoWay({ branch, head, published, relation, lastPushed }: BranchFacts): string {
  if (relation === 'behind') return `${head} is older than what is published, ${published}`;
  const who =
    lastPushed === null || lastPushed === published
      ? `the history of ${branch.source.branch} was rewritten`
      : `somebody else moved ${branch.tested.branch} (the gate left it at ${lastPushed}), or history was rewritten`;
  return `${head} does not follow from what is published, ${published}: ${who}; what is published moves forward only`;
}
