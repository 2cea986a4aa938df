import test from 'ava';
import fc from 'fast-check';
import { costCoefficients } from './allocation-cost.ts';
import type { Candidate, Choice } from './candidates.ts';
import { allCombinations, evaluate, type ChooseInput } from './choose-hosts.ts';
import type { PlanEvent } from '../plan/plan-types.ts';
import { searchHosts } from './search-hosts.ts';

/** What searchHosts must find, by looking at everything. */
function bestOfAll(input: ChooseInput): Choice | null {
  let best: Choice | null = null;
  for (const chosen of allCombinations(input)) {
    const found = evaluate(input, chosen);
    if (found !== null && (best === null || found.cost < best.cost)) best = found;
  }
  return best;
}

const names = ['a', 'b', 'c', 'd', 'e'];
const status = fc.constantFrom('pass', 'fail', null, 'broken');
const maybe = (max: number): fc.Arbitrary<number | null> => fc.option(fc.nat(max), { nil: null });
const candidate = (host: string, sharing: boolean): fc.Arbitrary<Candidate> =>
  fc.record({
    host: fc.constant(host),
    equivClass: fc.constantFrom('equiv-x', 'equiv-y'),
    history: fc.record({
      durationSeconds: maybe(5000),
      secondsSinceLastStart: maybe(9_000_000),
      lastStatus: status,
      lastStatusEquivalent: status,
    }),
    share: sharing ? fc.constantFrom(null, { type: 't', maxTasks: 2, maxWear: 5 }) : fc.constant(null),
  });
const ident = (name: string, sharing: boolean): fc.Arbitrary<ChooseInput['idents'][number]> =>
  fc.record({
    ident: fc.constant(name),
    equivWanted: fc.constantFrom(null, null, '1'),
    candidates: fc.subarray(names).chain((hosts) => fc.tuple(...hosts.map((host) => candidate(host, sharing)))),
  });

/** Bookings one after another, some of them shared ones. */
const events = fc.array(
  fc.record({ gap: fc.nat(6000), length: fc.integer({ min: 1, max: 9000 }), shared: fc.boolean() }),
  {
    maxLength: 4,
  },
);
const plan = fc.tuple(...names.map(() => events)).map((lists) => ({
  Events: Object.fromEntries(
    lists.map((list, index) => {
      let time = -500;
      return [
        `host ${names[index]!}`,
        list.flatMap(({ gap, length, shared }): PlanEvent[] => {
          const start = time + gap;
          time = start + length;
          const share = { Share: { Type: 't', Shares: 2, Wear: 1 } };
          if (!shared) {
            return [
              { Time: start, Type: 'Start', Avail: 0 },
              { Time: time, Type: 'End', Avail: 1 },
            ];
          }
          return [
            { Time: start, Type: 'Start', Avail: 1, ...share },
            { Time: time, Type: 'End', Avail: 2, ...share },
            { Time: time, Type: 'Unshare', Avail: 1 },
          ];
        }),
      ];
    }),
  ),
}));
const runvars = fc.constantFrom<Record<string, string>>(
  {},
  { hostalloc_bonus_previousfail: '500' },
  { hostalloc_maxbonus_variation: '-10' },
  { hostalloc_bonus_sharereuse: '-3' },
  { hostalloc_bonus_sharereuse: '1000' },
);

test('searchHosts finds exactly what looking at every combination finds', (t) => {
  const input = fc.record({
    idents: fc
      .boolean()
      .chain((sharing) =>
        fc
          .integer({ min: 1, max: 3 })
          .chain((count) => fc.tuple(...['x', 'y', 'z'].slice(0, count).map((name) => ident(name, sharing)))),
      ),
    plan,
    recipe: fc.constantFrom('test-debian', 'build'),
    cost: runvars.map((values) => costCoefficients(values)),
  });
  fc.assert(
    fc.property(input, (one) => {
      const [found, expected] = [searchHosts(one), bestOfAll(one)];
      if (expected === null) return found === null;
      // of combinations whose costs are equal but for the last digits either will do
      return found !== null && Math.abs(found.cost - expected.cost) < 1e-5;
    }),
    { numRuns: 3000 },
  );
  t.pass();
});
