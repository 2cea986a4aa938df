import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { randomGraph } from '../../testing/bisection/random-graph.ts';
import { collectResults } from './collect-results.ts';
import { measureRegions } from './measure-regions.ts';
import { addPaths, formatPaths, halvePaths, isMorePaths, subtractPaths } from './path-count.ts';
import { searchClassic } from './search-classic.ts';
import type { Evidence, SearchGraph } from './search-graph.ts';
import type { SearchOutcome } from './search-outcome.ts';

const graphs = fc.array(fc.nat(2 ** 31 - 1), { minLength: 1, maxLength: 60 }).map(randomGraph);
const results = fc.array(fc.record({ place: fc.nat(), result: fc.constantFrom('pass', 'fail', 'blocked', 'broken') }), {
  maxLength: 30,
});

const toEvidence = ({ size, isRelevant }: SearchGraph, given: readonly { place: number; result: string }[]) =>
  given
    .map(({ place, result }, index) => ({ flight: index + 1, blessing: 'real', tuple: place % size, result }))
    .filter(({ tuple }) => isRelevant(tuple));

/** Lengths and lists by the rules, by recursion. */
function measureByRecursion(graph: SearchGraph, evidence: readonly Evidence[]): readonly string[] {
  const known = collectResults(graph, evidence);
  const lengths = new Map<number, bigint>();
  const listed: string[] = [];
  const isListed = new Set<number>();
  const length = (tuple: number): bigint | null => {
    if (!graph.isRelevant(tuple)) return null;
    const before = lengths.get(tuple);
    if (before !== undefined) return before;
    const result = known.resultOf(tuple);
    if (result !== null) {
      lengths.set(tuple, 0n);
      if (result !== 'pass') list(tuple);
      return 0n;
    }
    const sum = Array.from(graph.parents(tuple)).reduce((all, parent) => all + (length(parent) ?? 0n), 1n);
    lengths.set(tuple, sum);
    return sum;
  };
  const list = (tuple: number): void => {
    if (known.isUninteresting(tuple)) return;
    for (const parent of Array.from(graph.parents(tuple))) {
      const own = isListed.has(parent) ? null : length(parent);
      if (own === null) continue;
      isListed.add(parent);
      listed.push(`${parent} ${own}`);
    }
  };
  for (const failure of known.failures) list(failure);
  return listed;
}

testProp('measureRegions lists what a recursion over the rules lists', [graphs, results], (t, graph, given) => {
  const evidence = toEvidence(graph, given);
  const { list } = measureRegions(graph, collectResults(graph, evidence));
  t.deepEqual(
    list.map(({ tuple, revisions }) => `${tuple} ${revisions}`),
    measureByRecursion(graph, evidence),
  );
});

testProp('the same evidence gives the same choice', [graphs, results], (t, graph, given) => {
  const evidence = toEvidence(graph, given);
  t.deepEqual(searchClassic(graph, evidence), searchClassic(graph, evidence));
});

/** Bisects with a test whose results are those of `resultOf`, flight after flight. */
function bisect(graph: SearchGraph, resultOf: (tuple: number) => string): { outcome: SearchOutcome; tests: number } {
  const evidence: Evidence[] = [];
  const add = (tuple: number, result: string): void => {
    evidence.push({ flight: evidence.length + 1, blessing: 'real', tuple, result });
  };
  add(0, 'pass');
  add(graph.latest, 'fail');
  for (let tests = 0; ; tests++) {
    const outcome = searchClassic(graph, evidence);
    if (outcome.chosen === null) return { outcome, tests };
    if (!graph.isRelevant(outcome.chosen)) throw new Error('an irrelevant tuple is chosen');
    add(outcome.chosen, resultOf(outcome.chosen));
  }
}

testProp('a search for a change that always fails ends with it', [graphs, fc.nat()], (t, graph, place) => {
  const relevant = Array.from({ length: graph.size }, (_, tuple) => tuple).filter((tuple) => graph.isRelevant(tuple));
  const culprit = relevant[1 + (place % (relevant.length - 1))] ?? graph.latest;
  const isBad = new Map<number, boolean>();
  for (const tuple of relevant) {
    isBad.set(tuple, tuple === culprit || Array.from(graph.parents(tuple)).some((parent) => isBad.get(parent)));
  }
  if (isBad.get(graph.latest) !== true) return t.pass();
  const { outcome, tests } = bisect(graph, (tuple) => (isBad.get(tuple) === true ? 'fail' : 'pass'));
  t.is(outcome.exitCode, 4);
  t.true(outcome.events.some((event) => event.kind === 'found' && event.firstFailure === culprit));
  return t.true(tests < 3 * graph.size + 20);
});

testProp(
  'a search ends whatever its tests give',
  [graphs, fc.infiniteStream(fc.constantFrom('pass', 'fail', 'blocked', 'broken'))],
  (t, graph, stream) => {
    const { outcome } = bisect(graph, () => (stream.next().value as string | undefined) ?? 'pass');
    t.true([4, 8, 12, 16].includes(outcome.exitCode));
  },
);

test('counts of paths are exact up to 2^64, and doubles with 15 digits beyond', (t) => {
  const large = addPaths(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  t.is(large, 2n ** 54n - 2n);
  t.is(formatPaths(large), '18014398509481982');
  t.is(halvePaths(large), Number.MAX_SAFE_INTEGER);
  t.is(subtractPaths(large, Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  t.is(subtractPaths(5, 7), -2);
  const odd = addPaths(large, 1);
  t.is(formatPaths(halvePaths(odd)), '9.00719925474099e+15');
  const beyond = addPaths(2n ** 63n, 2n ** 63n);
  t.is(beyond, 2 ** 64);
  t.is(formatPaths(beyond), '1.84467440737096e+19');
  t.is(formatPaths(addPaths(beyond, 2 ** 66)), '9.22337203685478e+19');
  t.is(formatPaths(1e20), '1e+20');
  t.is(formatPaths(Infinity), 'Inf');
  t.true(isMorePaths(2n ** 60n + 1n, 2n ** 60n));
  t.false(isMorePaths(3, 3));
});
