import { dirname } from 'node:path';
import { importedPath, type SourceFile } from './source-tree.ts';

/** The imports of each node. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** Returns the files and the files that each imports, type-only imports included. */
export function importsOfFiles(files: readonly SourceFile[]): ImportGraph {
  return new Map(
    files.map(({ path, imports }) => {
      return [path, new Set(imports.flatMap((specifier) => importedPath(path, specifier) ?? []))] as const;
    }),
  );
}

/**
 * Returns the folders and the folders that each imports. A test belongs to no folder: it may use any part. The entry
 * point of a layer, which re-exports the parts of several folders, belongs to none either.
 */
export function importsOfFolders(files: readonly SourceFile[]): ImportGraph {
  const product = files.filter(({ path, isTest }) => !isTest && !path.endsWith('/index.ts'));
  const graph = new Map<string, Set<string>>();
  for (const [path, imported] of importsOfFiles(product)) {
    const folder = dirname(path);
    const folders = graph.get(folder) ?? new Set();
    for (const target of imported) if (dirname(target) !== folder) folders.add(dirname(target));
    graph.set(folder, folders);
  }
  return graph;
}

/** Returns each set of nodes that import one another, directly or through others, sorted. */
export function findCircles(graph: ImportGraph): readonly (readonly string[])[] {
  const reachable = new Map([...graph.keys()].map((node) => [node, reachableFrom(graph, node)] as const));
  const circles = [...graph.keys()].map((node) =>
    [...(reachable.get(node) ?? [])].filter((other) => reachable.get(other)?.has(node) === true).toSorted(),
  );
  return circles.filter((circle, index) => circle.length > 0 && circle[0] === [...graph.keys()][index]);
}

function reachableFrom(graph: ImportGraph, start: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [...(graph.get(start) ?? [])];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    pending.push(...(graph.get(node) ?? []));
  }
  return reached;
}
