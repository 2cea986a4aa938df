import test from 'ava';
import { readCases } from '../../testing/transcripts/coordination-cases.ts';
import { allocationCost, type AllocationCostInput } from './allocation-cost.ts';

interface CostCase extends AllocationCostInput {
  readonly expected: { readonly cost: number; readonly planDurationSeconds: number };
}

test('allocationCost returns what the original returned in every recorded case', (t) => {
  const cases = readCases<CostCase[]>('host-cost.json');
  t.is(cases.length, 60);
  for (const { expected, ...input } of cases) {
    const found = allocationCost(input);
    t.is(found.planDurationSeconds, expected.planDurationSeconds);
    t.true(Math.abs(found.cost - expected.cost) < 1, `${found.cost} is not ${expected.cost}`);
  }
});

test('allocationCost applies other coefficients, and the runvars over them', (t) => {
  const input: AllocationCostInput = {
    recipe: 'test-debian',
    start: 0,
    shareReuse: 1,
    runvars: { hostalloc_bonus_sharereuse: '7' },
    hosts: [{ durationSeconds: 1, secondsSinceLastStart: 0, lastStatus: null, lastStatusEquivalent: null }],
  };
  t.is(allocationCost(input).cost, -7);
});
