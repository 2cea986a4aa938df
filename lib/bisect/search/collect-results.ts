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
  const uninteresting = markDescendants(graph, failures);
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

/** Marks the real descendants of some tuples. */
function markDescendants(graph: SearchGraph, from: readonly number[]): Uint8Array {
  const marks = new Uint8Array(graph.size);
  if (from.length === 0) return marks;
  const children = childrenOf(graph);
  const waiting = [...from];
  for (let tuple = waiting.pop(); tuple !== undefined; tuple = waiting.pop()) {
    for (const child of children(tuple)) {
      if (marks[child] === 1) continue;
      marks[child] = 1;
      waiting.push(child);
    }
  }
  return marks;
}

/** The tuples whose parent a tuple is. */
function childrenOf({ size, parents }: SearchGraph): (tuple: number) => Int32Array {
  const first = new Int32Array(size + 1);
  for (let tuple = 0; tuple < size; tuple++) {
    const own = parents(tuple);
    for (let index = 0; index < own.length; index++)
      first[(own[index] ?? 0) + 1] = (first[(own[index] ?? 0) + 1] ?? 0) + 1;
  }
  for (let tuple = 0; tuple < size; tuple++) first[tuple + 1] = (first[tuple + 1] ?? 0) + (first[tuple] ?? 0);
  const next = first.slice();
  const children = new Int32Array(first[size] ?? 0);
  for (let tuple = 0; tuple < size; tuple++) {
    const own = parents(tuple);
    for (let index = 0; index < own.length; index++) {
      const parent = own[index] ?? 0;
      const at = next[parent] ?? 0;
      children[at] = tuple;
      next[parent] = at + 1;
    }
  }
  return (tuple) => children.subarray(first[tuple], first[tuple + 1]);
}
