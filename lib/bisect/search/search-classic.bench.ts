import type { Benchmark, BenchmarkRow } from '../../../typings/benchmark.ts';
import { medianTime } from '../../testing/machine/time-work.ts';
import { combineTrees } from '../graph/combine-trees.ts';
import { markRelevant } from '../graph/mark-relevant.ts';
import type { TreeGraph } from '../graph/tree-graph.ts';
import type { TupleGraph } from '../graph/tuple-graph.ts';
import { searchClassic } from './search-classic.ts';
import type { Evidence, SearchGraph } from './search-graph.ts';

export const benchmarks: readonly Benchmark[] = [10_000, 100_000].map((nodes) => ({
  name: `classic bisection of ${nodes} relevant nodes`,
  run: (report) => measure(nodes, report),
}));

/** Three trees in the proportion of a kernel, a hypervisor and a device model. */
const SHARES = [0.6, 0.3, 0.1];

async function measure(nodes: number, report: (row: BenchmarkRow) => void): Promise<void> {
  const trees = SHARES.map((share, index) => planTree(`tree${index}`, Math.round((nodes * share) / 1.2)));
  let graph = combineTrees(trees);
  let relevant = markRelevant(graph, 'basis');
  const build = await medianTime(async () => {
    graph = combineTrees(trees);
    relevant = markRelevant(graph, 'basis');
  });
  const count = graph.nodes.filter((tuple) => relevant.isRelevant(tuple)).length;
  report({ name: `${nodes}: relevant nodes`, value: count, unit: '' });
  report({ name: `${nodes}: combine trees and mark relevant tuples`, value: build, unit: 'ms', limit: '<= 2000 ms' });
  const { isRelevant } = relevant;
  const searched: SearchGraph = { ...graph, isRelevant, text: (tuple) => graph.revisions(tuple).join(' ') };
  const limit = nodes > 10_000 ? '<= 300 ms' : '<= 50 ms';
  for (const failures of [2, 400]) {
    const evidence = makeEvidence(graph, failures);
    const step = await medianTime(async () => searchClassic(searched, evidence));
    report({ name: `${nodes}: decide a step with ${evidence.length} results`, value: step, unit: 'ms', limit });
  }
}

/** Two passes of the basis, and failures from the latest tuple down. */
function makeEvidence(graph: TupleGraph, failures: number): readonly Evidence[] {
  const evidence: Evidence[] = [];
  const add = (tuple: number, result: string): void => {
    evidence.push({ flight: evidence.length + 1, blessing: 'real', tuple, result });
  };
  for (let turn = 0; turn < 2; turn++) {
    add(graph.basis ?? 0, 'pass');
    add(graph.latest, 'fail');
  }
  let tuple = graph.latest;
  for (let failure = 2; failure < failures; failure++) {
    for (let down = 0; down < 20; down++) tuple = graph.parents(tuple)[0] ?? tuple;
    add(tuple, 'fail');
  }
  return evidence;
}

/** A main line from which a branch of two goes off and comes back every twelfth commit; the newest is 0. */
function planTree(name: string, commits: number): TreeGraph {
  const revisions = Array.from({ length: commits }, (_, commit) => commit.toString(16).padStart(40, '0'));
  const parents = revisions.map((_, commit) => {
    const [next, mainLine] = [commit + 1, commit + 3];
    if (next >= commits) return [];
    if (commit % 12 === 0 && commit + 4 < commits) return [mainLine, next]; // a merge: the two after it are the branch
    if (commit % 12 === 2 && commit + 2 < commits) return [commit + 2];
    return [next];
  });
  const datesSeconds = Float64Array.from(revisions, (_, commit) => 2_000_000_000 - commit * 97);
  return { name, revisions, nodes: commits, datesSeconds, parents, latest: 0, basis: commits - 1 };
}
