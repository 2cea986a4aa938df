import test from 'ava';
import type { BranchFacts, GateDecision, GateOrder } from '../../../typings/gate.ts';
import { decidePush } from './decide-push.ts';
import { decideRun } from './decide-run.ts';
import { defineBranch } from '../branch/define-branch.ts';

const branch = defineBranch({
  name: 'xen-unstable',
  summary: 's',
  tree: 'xen',
  source: { url: '/xen', branch: 'staging' },
  tested: { url: '/tested', branch: 'master' },
  flight: 'xen-unstable',
});

const FACTS: BranchFacts = {
  branch,
  head: 'new',
  published: 'old',
  relation: 'ahead',
  lastPushed: 'old',
  baselineFlight: 7,
  baselineAttempts: 1,
  newestTested: 'old',
  pastTest: null,
  orders: [],
  baselineOnly: false,
  again: false,
};

const order = (kind: GateOrder['kind'], revision: string | null = null): GateOrder => ({
  branch: null,
  kind,
  revision,
  who: 'ann@lab',
  reason: 'release',
  orderedAt: new Date(0),
});

const past = (verdict: 'perfect' | 'tolerable' | 'regressions' | 'problems', attempts = 1): Partial<BranchFacts> => ({
  pastTest: { flight: 9, retests: [], verdict, attempts },
});

/** Facts that differ from "a new revision, and its baseline was tested", with the decision and its reason. */
const CASES: readonly (readonly [string, Partial<BranchFacts>, Partial<GateDecision>, RegExp])[] = [
  [
    'a new revision is tested, and may be pushed',
    {},
    { kind: 'test', mode: 'test', mayPush: true },
    /new is new since old/,
  ],
  ['without a new revision nothing is done', { head: 'old', relation: 'same' }, { kind: 'nothing' }, /up to date/],
  [
    'an old revision is tested where the branch is always tested, and not pushed',
    { head: 'old', relation: 'same', branch: { ...branch, always: true } },
    { kind: 'test', mayPush: false, revision: 'old', baseline: 'old' },
    /is always tested/,
  ],
  [
    'an untested published revision is tested first, and compared with the last tested one',
    { baselineFlight: null, baselineAttempts: 0, newestTested: 'older' },
    { kind: 'test', mode: 'baseline test', revision: 'old', baseline: 'older', mayPush: false },
    /no flight .* tested the published revision/,
  ],
  [
    'a baseline is tested without a new revision',
    {
      baselineFlight: null,
      baselineAttempts: 0,
      newestTested: null,
      relation: 'same',
      head: 'old',
      baselineOnly: true,
    },
    { kind: 'test', mode: 'baseline-only test', baseline: 'old' },
    /nothing was tested before/,
  ],
  [
    'a baseline that cannot be built is given up',
    { baselineFlight: null, baselineAttempts: 3 },
    { kind: 'nothing' },
    /could not be built/,
  ],
  ['a requested baseline that exists already', { baselineOnly: true }, { kind: 'nothing' }, /was tested in flight 7/],
  [
    'an order to stop stops',
    { orders: [order('stop')] },
    { kind: 'nothing' },
    /stopped by ann@lab since 1970-01-01 .*: release/,
  ],
  [
    'a missing branch is nothing to test',
    { head: null, relation: 'apart' },
    { kind: 'nothing' },
    /no branch staging in \/xen/,
  ],
  [
    'without a published branch the gate prints the command that creates it',
    { published: null },
    { kind: 'nothing' },
    /git push \/tested new:refs\/heads\/master/,
  ],
  [
    'rewritten history is left to the operator',
    { relation: 'apart' },
    { kind: 'nothing' },
    /history of staging was rewritten/,
  ],
  [
    'a tested branch that a person moved is left to the operator',
    { relation: 'apart', lastPushed: 'older' },
    { kind: 'nothing' },
    /the gate left master at older, and another user moved it/,
  ],
  [
    'an older head is nothing to test',
    { relation: 'behind' },
    { kind: 'nothing' },
    /new is older than the published revision/,
  ],
  [
    'a revision with a good test is pushed without a flight',
    past('tolerable'),
    { kind: 'push', flight: 9 },
    /without a blocking failure/,
  ],
  [
    'a revision with a good test waits while pushes are blocked',
    { ...past('perfect'), orders: [order('block'), order('force')] },
    { kind: 'nothing' },
    /pushes are blocked by ann@lab/,
  ],
  ['a regression is tested once more', past('regressions', 2), { kind: 'test', mayPush: true }, /tested 2 times/],
  ['after several attempts it waits', past('regressions', 3), { kind: 'nothing' }, /tested 3 times, last in flight 9/],
  ['the operator may request another test', { ...past('regressions', 3), again: true }, { kind: 'test' }, /by order/],
  [
    'a regression is pushed by order',
    { ...past('regressions'), orders: [order('force', 'new')] },
    { kind: 'push' },
    /forced/,
  ],
  [
    'an order for another revision does not count',
    { ...past('problems', 3), orders: [order('force', 'x')] },
    { kind: 'nothing' },
    /problems/,
  ],
];

for (const [title, facts, wanted, why] of CASES) {
  test(`decideRun: ${title}`, (t) => {
    const decision = decideRun({ ...FACTS, ...facts });
    t.like(decision, wanted);
    t.regex(decision.why, why);
  });
}

test('decidePush pushes without blocking failures, or by order; an order that blocks has precedence', (t) => {
  const facts = { mayPush: true, revision: 'new', published: 'old', orders: [] };
  t.like(decidePush({ ...facts, verdict: 'tolerable' }), { push: true });
  t.like(decidePush({ ...facts, verdict: 'problems' }), { push: false, isWanted: true, why: 'there are problems' });
  t.like(decidePush({ ...facts, verdict: 'regressions', orders: [order('force', 'new')] }), { push: true });
  t.like(decidePush({ ...facts, verdict: 'regressions', orders: [order('force', 'old')] }), { push: false });
  t.like(decidePush({ ...facts, verdict: 'perfect', orders: [order('force'), order('block')] }), { push: false });
  const notWanted = { ...facts, verdict: 'perfect', mayPush: false } as const;
  t.is(decidePush(notWanted).why, 'Push not applicable.');
  t.is(decidePush({ ...notWanted, published: 'new' }).why, 'Published tested tree is already up to date.');
});
