import test from 'ava';
import { readBisectionCases } from '../../testing/bisection/bisection-cases.ts';
import { searchClassic } from './search-classic.ts';
import type { Evidence, SearchGraph } from './search-graph.ts';

/** The relevant part of a graph, and one bisection on it. */
interface SearchCase {
  readonly latest: string;
  readonly basis: string;
  /** Parents by tuple; one that is no key is irrelevant. */
  readonly nodes: Readonly<Record<string, readonly string[]>>;
  readonly steps: readonly {
    readonly new_evidence: readonly (readonly [number, string, string])[];
    readonly expected_lines: readonly string[];
    readonly chosen: string | null;
    readonly exit: 0 | 4 | 8 | 12 | 16;
  }[];
}

function toGraph({ nodes, latest, basis }: SearchCase): SearchGraph & { number(tuple: string): number } {
  const texts = [...new Set([...Object.keys(nodes), ...Object.values(nodes).flat()])];
  const numbers = new Map(texts.map((text, number) => [text, number]));
  const number = (text: string): number => numbers.get(text) ?? -1;
  const parents = texts.map((text) => (nodes[text] ?? []).map(number));
  return {
    size: texts.length,
    latest: number(latest),
    basis: number(basis),
    parents: (tuple) => parents[tuple] ?? [],
    isRelevant: (tuple) => (texts[tuple] ?? '') in nodes,
    text: (tuple) => texts[tuple] ?? '',
    number,
  };
}

test('searchClassic prints and chooses what the original did, in every step of a large bisection', (t) => {
  const recorded = readBisectionCases<SearchCase>('search');
  const graph = toGraph(recorded);
  const evidence: Evidence[] = [];
  for (const [index, step] of recorded.steps.entries()) {
    for (const [flight, result, tuple] of step.new_evidence) {
      evidence.push({ flight, result, tuple: graph.number(tuple), blessing: 'real' });
    }
    const { events, chosen, exitCode } = searchClassic(graph, evidence);
    const lines = events.flatMap((event) => (event.kind === 'line' ? [event.text] : []));
    t.deepEqual(
      lines,
      step.expected_lines.filter((line) => /^ \S|^\w/.test(line)),
      `step ${index + 1}`,
    );
    t.is(chosen === null ? null : graph.text(chosen), step.chosen, `step ${index + 1}`);
    t.is(exitCode, step.exit, `step ${index + 1}`);
  }
});
