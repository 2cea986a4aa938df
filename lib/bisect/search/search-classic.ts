import { checkGraph } from './check-graph.ts';
import { collectResults } from './collect-results.ts';
import { goDown, measureRegions, type Region } from './measure-regions.ts';
import { formatPaths, halvePaths, isMorePaths } from './path-count.ts';
import { reproduce, type Claim } from './reproduce.ts';
import type { Evidence, SearchGraph } from './search-graph.ts';
import type { SearchEvent, SearchOutcome } from './search-outcome.ts';

const ROUNDS = 2;

/** Decides one step of a bisection as the original does: what to test next, or what the evidence shows. */
export function searchClassic(graph: SearchGraph, evidence: readonly Evidence[]): SearchOutcome {
  const results = collectResults(graph, evidence);
  const claims: readonly Claim[] = [
    { wanted: 'pass', tuple: graph.basis, what: 'basis pass' },
    { wanted: 'fail', tuple: graph.latest, what: 'basis failure' },
  ];
  const { lines, end, conflict, toTest, used } = reproduce(graph, results, { claims, rounds: ROUNDS });
  const events: SearchEvent[] = lines.map((text) => ({ kind: 'line', text }));
  if (conflict !== null) events.push({ kind: 'conflict', ...conflict });
  if (end !== 'reproduced') return toOutcome(events, { chosen: toTest, used });

  const regions = measureRegions(graph, results);
  for (const { tuple, revisions } of regions.list) {
    events.push({ kind: 'line', text: ` ${formatPaths(revisions)} revisions at ${graph.text(tuple)}` });
  }
  const best = longestOf(regions.list);
  if (best !== null) {
    const chosen = goDown(graph, regions, best);
    const below = `Looking ${formatPaths(halvePaths(best.revisions))} below ${graph.text(best.tuple)}.`;
    events.push({ kind: 'line', text: below }, { kind: 'line', text: `Should test ${graph.text(chosen)}.` });
    return toOutcome(events, { chosen, used });
  }
  events.push({ kind: 'line', text: 'No revisions left to test, checking graph state.' });
  const check = checkGraph(graph, results);
  return toOutcome([...events, ...check.events], { chosen: check.toTest, used: [...used, ...check.used] });
}

/** The first of the longest; null: there is no region. */
function longestOf(regions: readonly Region[]): Region | null {
  let best: Region | null = null;
  for (const region of regions) if (isMorePaths(region.revisions, best?.revisions ?? 0)) best = region;
  return best;
}

const CODES = { line: 0, found: 4, 'not-identified': 8, inconsistent: 12, conflict: 16 } as const;

interface SearchEnd {
  readonly chosen: number | null;
  readonly used: readonly number[];
}

function toOutcome(events: readonly SearchEvent[], { chosen, used }: SearchEnd): SearchOutcome {
  const exitCode = chosen === null ? events.map(({ kind }) => CODES[kind]).reduce((a, b) => (a > b ? a : b), 0) : 0;
  const marked = events.flatMap((event) => {
    if (event.kind === 'conflict') return [event.tuple];
    return event.kind === 'found' ? [event.firstFailure, ...event.lastPasses] : [];
  });
  return {
    events,
    chosen,
    exitCode,
    firstUsed: used[0] ?? 0,
    marked: chosen === null ? marked : [...marked, chosen],
  };
}
