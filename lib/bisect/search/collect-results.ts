import { childrenOf, markReached } from '../graph/children-of.ts';
import type { Evidence, SearchGraph } from './search-graph.ts';

/** The evidence by tuple. */
export interface TupleResults {
  /** Of a tuple, by number of the flight. */
  evidenceOf(tuple: number): readonly Evidence[];
  /** The one result of a tuple; null: none, or two that differ. */
  resultOf(tuple: number): string | null;
  /** Whether two results differ, apart from `blocked`. */
  isConflicted(tuple: number): boolean;
  /** Tuples that have failed, in order of evidence. */
  readonly failures: readonly number[];
  /** Whether a real ancestor has failed. */
  isUninteresting(tuple: number): boolean;
  readonly conflicted: readonly number[];
}

/** Sorts the evidence, which is in order of flights, by tuple. */
export function collectResults(graph: SearchGraph, evidence: readonly Evidence[]): TupleResults {
  const byTuple = new Map<number, Evidence[]>();
  for (const each of evidence) {
    const known = byTuple.get(each.tuple);
    if (known === undefined) byTuple.set(each.tuple, [each]);
    else known.push(each);
  }
  const results = new Map([...byTuple].map(([tuple, own]) => [tuple, decideResult(own)]));
  const failures = [...new Set(evidence.filter(({ result }) => result === 'fail').map(({ tuple }) => tuple))];
  const uninteresting = failures.length === 0 ? [] : markReached(graph, failures, childrenOf(graph));
  return {
    evidenceOf: (tuple) => byTuple.get(tuple) ?? [],
    resultOf: (tuple) => (results.get(tuple) === 'conflict' ? null : (results.get(tuple) ?? null)),
    isConflicted: (tuple) => results.get(tuple) === 'conflict',
    failures,
    isUninteresting: (tuple) => uninteresting[tuple] === 1,
    conflicted: [...results].filter(([, result]) => result === 'conflict').map(([tuple]) => tuple),
  };
}

function decideResult(evidence: readonly Evidence[]): string {
  const results = new Set(evidence.map(({ result }) => result));
  results.delete('blocked');
  const [only, other] = results;
  return other === undefined ? (only ?? 'blocked') : 'conflict';
}
