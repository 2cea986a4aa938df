import type { TupleGraph } from './tuple-graph.ts';

/** Writes the nodes of a graph: a tuple, its date and number of parents, each parent; at the end a line with a dot. */
export function* formatTuples(graph: TupleGraph): Generator<string> {
  const text = (tuple: number): string => graph.revisions(tuple).join(' ');
  for (const tuple of graph.nodes) {
    const parents = Array.from(graph.parents(tuple), text);
    yield [text(tuple), `${graph.dateSeconds(tuple)} ${parents.length}`, ...parents, ''].join('\n');
  }
  yield '.\n';
}
