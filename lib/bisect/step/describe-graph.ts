import type { BisectionGraph, BisectionNode, TupleState } from '../../../typings/bisection-graph.ts';
import type { FlightFilter } from '../evidence/flight-filter.ts';
import { collectResults, type TupleResults } from '../search/collect-results.ts';
import type { StepFacts } from './step-facts.ts';

/** The picture of what a step knows. */
export function describeGraph(facts: StepFacts, { branch, job, testid }: FlightFilter): BisectionGraph {
  const { graph, searched, ranges, evidence } = facts;
  const results = collectResults(searched, evidence);
  const all = Array.from({ length: graph.size }, (_, tuple) => tuple);
  const relevant = all.filter((tuple) => searched.isRelevant(tuple));
  const outside = new Set(
    relevant.flatMap((tuple) => Array.from(graph.parents(tuple)).filter((parent) => !searched.isRelevant(parent))),
  );
  const nodes = [
    ...relevant.map((tuple) => describeTuple(tuple, facts, results)),
    ...[...outside].map((tuple) => ({ ...describeTuple(tuple, facts, results), parents: [] })),
  ];
  return { branch, job, testid, trees: ranges.map(({ name, url }) => ({ name, url })), nodes };
}

function describeTuple(tuple: number, { graph, outcome }: StepFacts, results: TupleResults): BisectionNode {
  const revisions = graph.revisions(tuple);
  const parents = Array.from(graph.parents(tuple));
  const before = parents.map((parent) => graph.revisions(parent));
  return {
    tuple,
    revisions,
    isChanged: revisions.map((revision, tree) => before.some((parent) => parent[tree] !== revision)),
    results: results.evidenceOf(tuple).map(({ flight, result }) => ({ flight, result })),
    state: stateOf(tuple, results),
    isMarked: outcome.marked.includes(tuple),
    end: tuple === graph.latest ? 'latest' : tuple === graph.basis ? 'basis' : null,
    parents,
  };
}

function stateOf(tuple: number, results: TupleResults): TupleState {
  if (results.isConflicted(tuple)) return 'conflicted';
  const result = results.resultOf(tuple);
  if (result === null) return 'untested';
  return result === 'pass' || result === 'fail' ? result : 'other';
}
