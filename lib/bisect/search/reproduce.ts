import type { SearchGraph } from './search-graph.ts';
import type { Conflict } from './search-outcome.ts';
import type { TupleResults } from './collect-results.ts';

/** A result that must be seen again in each round. */
export interface Claim {
  readonly wanted: 'pass' | 'fail';
  readonly tuple: number | null;
  /** In words, for the report. */
  readonly what: string;
}

export interface Reproduction {
  readonly lines: readonly string[];
  /** Seen in every round; a tuple that must be tested for it; or results that do not fit. */
  readonly end: 'reproduced' | 'must-test' | 'conflict';
  /** The tuple to test (null: one that is not in the graph). */
  readonly toTest: number | null;
  readonly conflict: Conflict | null;
  /** Flights used, in order. */
  readonly used: readonly number[];
}

/** Looks in each round for the next flight that shows each claim: one after the other in order of number, no flight twice. */
export function reproduce(
  graph: SearchGraph,
  results: TupleResults,
  { claims, rounds }: { readonly claims: readonly Claim[]; readonly rounds: number },
): Reproduction {
  const lines: string[] = [];
  const used: number[] = [];
  const ended = { lines, used, toTest: null, conflict: null };
  for (let round = 0; round < rounds; round++) {
    for (const { wanted, tuple, what } of claims) {
      const next = tuple === null ? 'none' : nextFlight(results, { wanted, tuple, after: used.at(-1) ?? 0 });
      if (next === 'none') {
        lines.push(`Need to reproduce ${what} (${wanted}); had ${round} already.`);
        lines.push(`Should test ${tuple === null ? '' : graph.text(tuple)}.`);
        return { ...ended, end: 'must-test', toTest: tuple };
      }
      if (typeof next === 'string') {
        const conflict = { what, description: next, tuple: tuple ?? 0, evidence: results.evidenceOf(tuple ?? 0) };
        return { ...ended, end: 'conflict', conflict };
      }
      used.push(next);
      lines.push(` ${round === 0 ? 'Result' : 'Repro'} found: flight ${next} (${wanted}), for ${what}`);
    }
  }
  return { ...ended, end: 'reproduced' };
}

interface NextFlight {
  readonly wanted: 'pass' | 'fail';
  readonly tuple: number;
  /** The flight used last. */
  readonly after: number;
}

function nextFlight(results: TupleResults, { wanted, tuple, after }: NextFlight): number | string {
  if (results.isConflicted(tuple)) return 'Inconsistent test results';
  const opposite = wanted === 'pass' ? 'fail' : 'pass';
  for (const { flight, result } of results.evidenceOf(tuple)) {
    if (flight <= after) continue;
    if (result === wanted) return flight;
    if (result === opposite) return 'Unexpected test results';
  }
  return 'none';
}
