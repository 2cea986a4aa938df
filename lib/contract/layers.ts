import { importedPackage, importedPath, read, type SourceFile } from './source-tree.ts';

/** A row in the table of layers. */
export interface Layer {
  readonly name: string;
  /** The layers that it may import. */
  readonly above: readonly string[];
  readonly packages: readonly string[];
}

/** Reads the table of layers in docs/architecture.md. */
export function readLayers(markdown = read('docs/architecture.md')): readonly Layer[] {
  const table = /<!-- layers -->([^]*)<!-- \/layers -->/.exec(markdown)?.[1] ?? '';
  const rows = table.split('\n').filter((line) => line.startsWith('|'));
  const cells = rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return cells.map(([name = '', , only = '', owned = ''], index) => {
    const allAbove = cells.slice(0, index).map(([above = '']) => above);
    const named = words(only);
    return { name, above: named.length === 0 ? allAbove : ['errors', 'util', ...named], packages: words(owned) };
  });
}

const words = (cell: string): readonly string[] => cell.split(/[ ,]+/).filter((word) => word !== '');

/** The layers that only tests import, and that may import any package. */
const TESTS_ONLY: ReadonlySet<string> = new Set(['testing', 'fault-injection']);

/** Returns the layer of a file; null: it has none (lib/index.ts, typings). */
export const layerOf = (path: string): string | null => /^lib\/([^/]+)\//.exec(path)?.[1] ?? null;

/** Describes each forbidden import of a file. */
export function wrongImports(file: SourceFile, layers: readonly Layer[]): readonly string[] {
  if (file.isTest) return [];
  const wrong = file.imports.filter((specifier) => !isAllowed(file.path, specifier, layers));
  return wrong.map((specifier) => `${file.path} imports ${specifier}`);
}

function isAllowed(from: string, specifier: string, layers: readonly Layer[]): boolean {
  const path = importedPath(from, specifier);
  if (path === null) return isAllowedPackage(from, importedPackage(specifier), layers);
  if (path.startsWith('typings/')) return true;
  const [own, target] = [layerOf(from), layerOf(path)];
  if (from.startsWith('recipes/')) return path.startsWith('recipes/') || path.startsWith('tests-suite/');
  if (from.startsWith('tests-suite/')) return path.startsWith('tests-suite/');
  if (from.startsWith('typings/') || target === null) return false;
  if (own === null) return target !== 'cli';
  const mayTarget = !TESTS_ONLY.has(target) || TESTS_ONLY.has(own);
  return own === target || (mayTarget && (layers.find(({ name }) => name === own)?.above.includes(target) ?? false));
}

function isAllowedPackage(from: string, name: string | null, layers: readonly Layer[]): boolean {
  if (name === null) return true;
  if (name === 'osstest') return /^(tests-suite|recipes)\//.test(from);
  const own = layerOf(from);
  if (own === null) return false;
  const mine = TESTS_ONLY.has(own)
    ? layers.flatMap(({ packages }) => packages)
    : layers.find((layer) => layer.name === own)?.packages;
  return mine?.includes(name) ?? false;
}
