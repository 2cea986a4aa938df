import type { History } from '../../git/history.ts';

/** A tree between two revisions, as the classic bisection sees it. */
export interface TreeGraph {
  readonly name: string;
  /** Every commit that is named, the nodes first. */
  readonly revisions: readonly string[];
  /** How many of them are nodes: have a date and parents. */
  readonly nodes: number;
  /** Of the nodes, in seconds since 1970. */
  readonly datesSeconds: ArrayLike<number>;
  /** Of the nodes; a parent that is no node is named only. */
  readonly parents: readonly ArrayLike<number>[];
  readonly latest: number;
  readonly basis: number;
}

/** Two revisions of a tree. */
export interface TreeRange {
  readonly url: string;
  readonly basis: string;
  readonly latest: string;
}

/** How far back the basis is looked for, whatever the size of the graph. */
export const BASIS_WINDOW_COMMITS = 1000;

/** The name of a tree: the last part of its address, without `.git`. */
const treeName = (url: string): string =>
  url
    .replace(/\/+$/, '')
    .replace(/^.*\//, '')
    .replace(/\.git$/, '');

/** The graph of a tree whose two revisions are the same: one node that never goes back further. */
export const fixedTree = ({ url, latest }: TreeRange): TreeGraph => ({
  name: treeName(url),
  revisions: [latest],
  nodes: 1,
  datesSeconds: [1],
  parents: [[]],
  latest: 0,
  basis: 0,
});

/** The graph of a tree whose basis is not near enough behind the latest revision: one step from here to there. */
const discontiguousTree = ({ url, basis, latest }: TreeRange, latestAtSeconds: number): TreeGraph => ({
  name: treeName(url),
  revisions: [latest, basis],
  nodes: 2,
  datesSeconds: [latestAtSeconds, 1],
  parents: [[1], []],
  latest: 0,
  basis: 1,
});

/**
 * The graph of a tree from its history (`order: 'topology'`, from the latest revision).
 *
 * @param commits - how many of the newest commits become nodes.
 * @returns discontiguous where the basis is not among the first 1000 commits.
 */
export function treeFromHistory(range: TreeRange, history: History, commits: number): TreeGraph {
  const { listed } = history;
  const latest = history.find(range.latest);
  const basis = history.find(range.basis);
  const window = listed.subarray(0, BASIS_WINDOW_COMMITS);
  if (basis === null || !window.includes(basis)) {
    return discontiguousTree(range, history.committedAtSeconds(latest ?? listed[0] ?? -1));
  }
  const nodes = listed.subarray(0, commits);
  const numberOf = new Map<number, number>();
  const number = (commit: number): number => {
    const known = numberOf.get(commit) ?? numberOf.size;
    numberOf.set(commit, known);
    return known;
  };
  nodes.forEach(number);
  const parents = Array.from(nodes, (commit) => Array.from(history.parents(commit), number));
  const [latestNumber, basisNumber] = [number(latest ?? 0), number(basis)];
  return {
    name: treeName(range.url),
    revisions: Array.from(numberOf.keys(), (commit) => history.revision(commit)),
    nodes: nodes.length,
    datesSeconds: Float64Array.from(nodes, (commit) => history.committedAtSeconds(commit)),
    parents,
    latest: latestNumber,
    basis: basisNumber,
  };
}

/** Whether a graph is one step from the latest revision to the basis that no history connects. */
export const isDiscontiguous = ({ nodes, datesSeconds }: TreeGraph): boolean => nodes === 2 && datesSeconds[1] === 1;
