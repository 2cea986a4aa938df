import type { BenchmarkRow } from '../../../typings/benchmark.ts';
import type { Lattice } from '../../bisect/lattice/point.ts';
import { TESTS_ONLY, type Costs } from '../../bisect/model/choose-visit.ts';
import { searchSettings } from '../../bisect/model/search-settings.ts';
import { createRandom, type Random } from '../../util/random.ts';
import { meanOf } from './measure-cell.ts';
import { linearRange } from './searched-ranges.ts';
import { simulateSearch, type BuiltCommits, type SimulatedSearch } from './simulate-search.ts';

const settings = searchSettings({ maxTests: 3000 });
const HISTORY = { good: 30, bad: 0 };

/** The sizes of the ranges, and the build time of each tree in hours. */
const SCENARIOS = [
  { name: '200 + 600 + 50', sizes: [200, 600, 50], hours: [0.4, 0.7, 0.3] },
  { name: '40 + 300 + 60 + 4 + 50', sizes: [40, 300, 60, 4, 50], hours: [0.4, 0.7, 0.3, 0.2, 0.3] },
] as const;

/** Figure 14: compares the lattice with a chain of all commits by date. */
export function compareTrees(random: Random, count: number): readonly BenchmarkRow[] {
  return SCENARIOS.flatMap((scenario) =>
    ([1, 0.5] as const).flatMap((p) => compareScenario(scenario, { p, random, count })),
  );
}

function compareScenario(
  { name, sizes, hours }: (typeof SCENARIOS)[number],
  { p, random, count }: { readonly p: number; readonly random: Random; readonly count: number },
): readonly BenchmarkRow[] {
  const lattice = sizes.map((size, tree) => linearRange(`t${tree}-`, size));
  const costs = (built: BuiltCommits): Costs => ({
    prepare: () => 0.001,
    build: (point) => point.reduce((sum, node, tree) => sum + (built[tree]!.has(node) ? 0 : hours[tree]!), 0),
    run: 1,
    repeats: [1],
  });
  const pairs = Array.from({ length: Math.ceil(count) }, () => {
    const seed = createRandom(random.below(2 ** 32));
    const tree = pickTree(sizes, seed);
    const culprit = { tree, commit: seed.below(sizes[tree]!) };
    const bug = { culprit, p, q: 0 };
    return {
      product: simulateSearch({ lattice, bug, settings, random: seed, history: HISTORY, costs }),
      chain: searchChain(lattice, { hours, bug, random: seed }),
    };
  });
  const row = (what: 'cost' | 'builds' | 'tests', most: number | null): BenchmarkRow => {
    const product = meanOf(pairs.map((pair) => pair.product[what])).value;
    const chain = meanOf(pairs.map((pair) => pair.chain[what])).value;
    const ratio = product / chain;
    const bar = most === null ? {} : { limit: `<= ${most} x`, isKept: ratio <= most * 1.02 };
    return {
      name: `14 ${name}, p=${p}: mean ${what}`,
      value: product,
      unit: what === 'cost' ? 'h' : '',
      comparedWith: `date chain ${chain.toFixed(1)}`,
      ratio,
      ...bar,
    };
  };
  const right = pairs.filter(({ product }) => product.isRight).length / pairs.length;
  return [
    { name: `14 ${name}, p=${p}: right`, value: right * 100, unit: '%', accuracy: right },
    row('cost', p === 1 ? 0.75 : 0.72),
    row('builds', 0.5),
    row('tests', null),
  ];
}

function pickTree(sizes: readonly number[], random: Random): number {
  let left = random.below(sizes.reduce((sum, size) => sum + size, 0));
  return sizes.findIndex((size) => (left -= size) < 0);
}

interface ChainSearch {
  readonly hours: readonly number[];
  readonly bug: {
    readonly culprit: { readonly tree: number; readonly commit: number };
    readonly p: number;
    readonly q: number;
  };
  readonly random: Random;
}

/** Searches all commits as one line, in a random order that preserves the order of each tree; unchanged trees reuse builds. */
function searchChain(lattice: Lattice, { hours, bug, random }: ChainSearch): SimulatedSearch {
  const left = lattice.map(({ commits }) => commits.length);
  const chain: number[][] = [];
  const at = lattice.map(() => -1);
  while (left.some((count) => count > 0)) {
    const tree = pickTree(left, random);
    left[tree]!--;
    at[tree]!++;
    chain.push([...at]);
  }
  const commit = chain.findIndex((point) => point[bug.culprit.tree] === bug.culprit.commit);
  const built = lattice.map(({ commits }) => new Set([-1, commits.length - 1]));
  let [builds, buildHours] = [0, 0];
  const visit = (place: number): void =>
    (chain[place] ?? lattice.map(() => -1)).forEach((node, tree) => {
      if (built[tree]!.has(node)) return;
      built[tree]!.add(node);
      builds++;
      buildHours += hours[tree]!;
    });
  const line = [linearRange('chain', chain.length)];
  const own = { lattice: line, bug: { ...bug, culprit: { tree: 0, commit } }, settings, random, history: HISTORY };
  const result = simulateSearch({ ...own, onVisit: ([place]) => visit(place!) });
  return { ...result, builds, cost: result.tests + buildHours };
}

/** Figure 15: compares several hosts with one. */
export function compareParallel(random: Random, count: number): readonly BenchmarkRow[] {
  const lattice = [linearRange('t', 128)];
  const measure = (p: number, jobs: number): { readonly rounds: number; readonly tests: number } => {
    const searches = Array.from({ length: count }, () => {
      const seed = createRandom(random.below(2 ** 32));
      const bug = { culprit: { tree: 0, commit: seed.below(128) }, p, q: 0 };
      return simulateSearch({
        lattice,
        bug,
        settings: { ...settings, seed: seed.below(2 ** 31) },
        random: seed,
        history: HISTORY,
        jobs,
        costs: () => TESTS_ONLY,
      });
    });
    return {
      rounds: meanOf(searches.map(({ rounds }) => rounds)).value,
      tests: meanOf(searches.map(({ tests }) => tests)).value,
    };
  };
  const always = measure(1, 2);
  const rows: BenchmarkRow[] = [
    {
      name: '15 p=1, 2 hosts: mean rounds',
      value: always.rounds,
      unit: '',
      limit: '<= 7',
      isKept: always.rounds <= 7.1,
      meanTests: always.tests,
    },
  ];
  for (const p of [0.5, 0.2]) {
    const [one, four] = [measure(p, 1), measure(p, 4)];
    const ratio = (what: 'rounds' | 'tests', most: number): BenchmarkRow => ({
      name: `15 p=${p}, 4 hosts: mean ${what}`,
      value: four[what],
      unit: '',
      comparedWith: `one host ${one[what].toFixed(1)}`,
      ratio: four[what] / one[what],
      limit: `<= ${most} x`,
      isKept: four[what] / one[what] <= most * 1.02,
    });
    rows.push(ratio('rounds', 0.31), ratio('tests', 1.2));
  }
  return rows;
}
