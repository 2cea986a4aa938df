import type { TupleResults } from './collect-results.ts';
import { reproduce, type Claim } from './reproduce.ts';
import type { SearchGraph } from './search-graph.ts';
import type { SearchEvent } from './search-outcome.ts';

/** The result of a graph in which no revision is left to test. */
export interface GraphCheck {
  readonly events: readonly SearchEvent[];
  readonly toTest: number | null;
  readonly used: readonly number[];
}

const ROUNDS = 3;

/** Reproduces each failure that is directly above a pass, and that pass; returns the culprits. */
export function checkGraph(graph: SearchGraph, results: TupleResults): GraphCheck {
  const events: SearchEvent[] = [];
  const used: number[] = [];
  for (const failure of results.failures) {
    const lastPasses = passesBelow(graph, results, { failure, events });
    if (lastPasses.length === 0) continue;
    const claims: readonly Claim[] = [
      ...lastPasses.map((tuple) => ({ wanted: 'pass', tuple, what: 'last pass' }) as const),
      { wanted: 'fail', tuple: failure, what: 'first failure' },
    ];
    const reproduction = reproduce(graph, results, { claims, rounds: ROUNDS });
    events.push(...reproduction.lines.map((text) => ({ kind: 'line', text }) as const));
    used.push(...reproduction.used);
    const { end, conflict, toTest } = reproduction;
    if (conflict !== null) events.push({ kind: 'conflict', ...conflict });
    if (end !== 'reproduced') return { events, toTest, used };
    events.push({ kind: 'found', firstFailure: failure, lastPasses, lastFailure: used.at(-1) ?? 0 });
  }
  const isFound = events.some(({ kind }) => kind === 'found');
  if (!isFound) events.push({ kind: 'not-identified' });
  else if (results.conflicted.length > 0) events.push({ kind: 'inconsistent' });
  return { events, toTest: null, used };
}

interface FailureToCheck {
  readonly failure: number;
  /** Where conflicts are added. */
  readonly events: SearchEvent[];
}

/** The parents of a failure that pass; none where the failure or a parent is conflicted. */
function passesBelow(
  graph: SearchGraph,
  results: TupleResults,
  { failure, events }: FailureToCheck,
): readonly number[] {
  const description = 'Inconsistent test results';
  const addConflict = (tuple: number, what: string): void => {
    events.push({ kind: 'conflict', what, description, tuple, evidence: results.evidenceOf(tuple) });
  };
  if (results.isConflicted(failure)) {
    addConflict(failure, 'first failure');
    return [];
  }
  const parents = Array.from(graph.parents(failure));
  const conflicted = parents.find((parent) => results.isConflicted(parent));
  if (conflicted !== undefined) {
    addConflict(conflicted, 'last pass');
    return [];
  }
  return parents.filter((parent) => results.resultOf(parent) === 'pass');
}
