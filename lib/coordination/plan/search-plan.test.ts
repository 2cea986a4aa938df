import test from 'ava';
import { readCases } from '../../testing/transcripts/coordination-cases.ts';
import type { Plan, PlanRequest } from './plan-types.ts';
import { searchPlan } from './search-plan.ts';

interface SearchCase {
  readonly case: { readonly plan: Plan; readonly duration: number; readonly requests: readonly PlanRequest[] };
  readonly result: { readonly Start: number; readonly ShareReuse: number };
}

test('searchPlan returns what the original returned in every recorded case', (t) => {
  const cases = readCases<SearchCase[]>('plan-search.json.gz');
  t.is(cases.length, 700);
  t.deepEqual(
    cases.map(({ case: { plan, requests, duration } }) => searchPlan(plan, requests, duration)),
    cases.map(({ result }) => ({ start: result.Start, shareReuse: result.ShareReuse })),
  );
});

test('searchPlan returns null when a resource never becomes free', (t) => {
  const plan: Plan = { Events: { 'host a': [{ Time: 0, Type: 'Start', Avail: 0 }] } };
  t.is(searchPlan(plan, [{ Reso: 'host a' }], 10), null);
});

test('searchPlan accepts numbers as text', (t) => {
  const plan: Plan = {
    Events: {
      'host a': [
        { Time: '0', Type: 'Start', Avail: '0' },
        { Time: '90', Type: 'End', Avail: '1' },
      ],
    },
  };
  t.deepEqual(searchPlan(plan, [{ Reso: 'host a' }], 10), { start: 90, shareReuse: 0 });
});
