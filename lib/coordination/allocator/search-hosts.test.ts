import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { costCoefficients, DEFAULT_COST } from './allocation-cost.ts';
import type { Candidate, Choice } from './candidates.ts';
import { allCombinations, evaluateCombination, type HostSearchInput } from './combinations.ts';
import type { PlanEvent } from '../plan/plan-types.ts';
import { searchHosts } from './search-hosts.ts';

/**
 * Returns what searchHosts must find, by an exhaustive search: the first combination with the lowest cost, within
 * rounding.
 */
function bestOfAll(input: HostSearchInput): Choice | null {
  const found = [...allCombinations(input)].flatMap((chosen) => evaluateCombination(input, chosen) ?? []);
  const lowest = Math.min(...found.map(({ cost }) => cost));
  return found.find(({ cost }) => cost < lowest + 1e-6) ?? null;
}

const names = ['a', 'b', 'c', 'd', 'e'];
const status = fc.constantFrom('pass', 'fail', null, 'broken');
const maybe = (max: number): fc.Arbitrary<number | null> => fc.option(fc.nat(max), { nil: null });
/** Few different numbers, so that costs are equal; or many. */
const numbers = (many: number): fc.Arbitrary<number | null> =>
  fc.oneof(maybe(many), fc.constantFrom(null, 0, many / 2, many));
const candidate = (host: string, sharing: boolean): fc.Arbitrary<Candidate> =>
  fc.record({
    host: fc.constant(host),
    equivClass: fc.constantFrom('equiv-x', 'equiv-y'),
    history: fc.record({
      durationSeconds: numbers(5000),
      secondsSinceLastStart: numbers(9_000_000),
      lastStatus: status,
      lastStatusEquivalent: status,
    }),
    share: sharing ? fc.constantFrom(null, { type: 't', maxTasks: 2, maxWear: 5 }) : fc.constant(null),
  });
const ident = (name: string, sharing: boolean): fc.Arbitrary<HostSearchInput['idents'][number]> =>
  fc.record({
    ident: fc.constant(name),
    equivWanted: fc.constantFrom(null, null, '1'),
    candidates: fc.subarray(names).chain((hosts) => fc.tuple(...hosts.map((host) => candidate(host, sharing)))),
  });
/** One to four idents; in some jobs all have the same candidates. */
const idents = (sharing: boolean): fc.Arbitrary<HostSearchInput['idents']> =>
  fc.integer({ min: 1, max: 4 }).chain((count) => {
    const labels = ['w', 'x', 'y', 'z'].slice(0, count);
    const different = fc.tuple(...labels.map((name) => ident(name, sharing)));
    return fc.oneof(
      different,
      ident('x', sharing).map((one) => labels.map((name) => ({ ...one, ident: name }))),
    );
  });

/** Consecutive bookings, some of them shared. */
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

const coefficients = fc.constantFrom(
  DEFAULT_COST,
  { ...DEFAULT_COST, variationScale: -7200 },
  { ...DEFAULT_COST, equivalentFailureFactor: 2 },
  { ...DEFAULT_COST, previousFailureBonus: -3000, unknownDurationSeconds: 100 },
);

test('searchHosts finds exactly what an exhaustive search finds', (t) => {
  const input = fc.record({
    idents: fc.boolean().chain(idents),
    plan,
    recipe: fc.constantFrom('test-debian', 'build'),
    cost: runvars.chain((values) => coefficients.map((some) => costCoefficients(values, some))),
  });
  fc.assert(
    fc.property(input, (one) => {
      const hostsOf = (choice: Choice | null): string[] | undefined =>
        choice?.hosts.map(({ ident, candidate }) => `${ident} ${candidate.host}`);
      assert.deepEqual(hostsOf(searchHosts(one)), hostsOf(bestOfAll(one)));
    }),
    { numRuns: 4000 },
  );
  t.pass();
});

test('searchHosts also decides between thousands of combinations with the lowest cost', (t) => {
  const hosts = Array.from({ length: 300 }, (_, index) => `host${index}`);
  const history = { durationSeconds: 5, secondsSinceLastStart: 0, lastStatus: 'fail', lastStatusEquivalent: 'fail' };
  const candidates = hosts.map((host) => ({ host, equivClass: null, share: null, history }));
  const four = ['w', 'x', 'y', 'z'].map((name) => ({ ident: name, equivWanted: null, candidates }));
  const events: PlanEvent[] = [
    { Time: -5, Type: 'Start', Avail: 0 },
    { Time: 900, Type: 'End', Avail: 1 },
  ];
  const Events = Object.fromEntries(hosts.slice(0, -2).map((host) => [`host ${host}`, events]));
  const found = searchHosts({ idents: four, plan: { Events }, recipe: 'test-debian', cost: costCoefficients({}) })!;
  t.is(found.start, 900);
  t.deepEqual(
    found.hosts.map(({ candidate: { host } }) => host),
    hosts.slice(0, 4),
  );
});
