import { failureRate } from '../../analysis/failure-rate.ts';
import type { Lattice } from '../../bisect/lattice/point.ts';
import type { Costs } from '../../bisect/model/choose-visit.ts';
import { addObservation, NO_EVIDENCE, type TestEvidence } from '../../bisect/model/evidence.ts';
import { searchSettings } from '../../bisect/model/search-settings.ts';
import type { Random } from '../../util/random.ts';
import type { Cell, Limit } from './measure-cell.ts';
import { bisectClassically, bisectPlainly, type PlainResult } from './plain-bisection.ts';
import { linearRange, mergedRange } from './searched-ranges.ts';
import type { PlantedBug } from './simulate-search.ts';

const found = searchSettings({ maxTests: 6000 });
const certified = searchSettings({ maxTests: 6000, alpha: 0.05 });

const USUAL = { good: 30, bad: 0 };

interface LineCell {
  readonly n: number;
  readonly p: number;
  readonly q?: number;
  readonly history?: { readonly good: number; readonly bad: number };
}

const plant = (lattice: Lattice, random: Random): { readonly tree: number; readonly commit: number } => {
  let left = random.below(lattice.reduce((sum, { commits }) => sum + commits.length, 0));
  const tree = lattice.findIndex(({ commits }) => (left -= commits.length) < 0);
  return { tree, commit: left + lattice[tree]!.commits.length };
};

/** Returns a line of commits with a culprit at a random place. */
export function searchedLine(
  count: number,
  random: Random,
): { readonly lattice: Lattice; readonly culprit: { readonly tree: number; readonly commit: number } } {
  const lattice = [linearRange('t', count)];
  return { lattice, culprit: plant(lattice, random) };
}

/** Returns a cell that compares a search of a line of commits with the rules of thumb. */
function lineCell(
  figure: string,
  { n, p, q = 0, history = USUAL }: LineCell,
  bars: Pick<Cell, 'accuracy' | 'limits' | 'share'>,
): Cell {
  const lattice = [linearRange('t', n)];
  return {
    name: `${figure} p=${p} q=${q} n=${n} history ${history.good}/${history.bad}`,
    make: (random) => ({ lattice, bug: { culprit: plant(lattice, random), p, q }, settings: found, history }),
    beside: (random, count) => besideRules({ n, p, q }, random, count),
    ...bars,
  };
}

function besideRules(
  { n, p, q }: { readonly n: number; readonly p: number; readonly q: number },
  random: Random,
  count: number,
): string {
  const rules: readonly (readonly [string, (line: Parameters<typeof bisectClassically>[0]) => PlainResult])[] = [
    ['plain bisection', (line) => bisectPlainly(line, 1)],
    ['bisection x 10', (line) => bisectPlainly(line, 10)],
    ['classic', bisectClassically],
  ];
  return rules
    .map(([name, rule]) => {
      const results = Array.from({ length: count }, () => rule({ count: n, culprit: random.below(n), p, q, random }));
      const right = failureRate(results.filter(({ result }) => result === 'right').length, count);
      const tests = results.reduce((sum, each) => sum + each.tests, 0) / count;
      return `${name} ${(right.rate * 100).toFixed(0)} % [${(right.low * 100).toFixed(0)}-${(right.high * 100).toFixed(0)}] in ${tests.toFixed(0)} tests`;
    })
    .join('; ');
}

const mean = (most: number): readonly Limit[] => [{ of: 'tests', as: 'mean', most }];
const median = (most: number): readonly Limit[] => [{ of: 'tests', as: 'median', most }];

/** Figures 1 to 9, except 8: a line of commits. */
export const LINE_CELLS: readonly Cell[] = [
  lineCell('1', { n: 128, p: 1, history: { good: 100, bad: 3 } }, { accuracy: 1, limits: mean(10) }),
  lineCell('1', { n: 128, p: 1, history: { good: 0, bad: 0 } }, { accuracy: 1, limits: mean(13) }),
  certifiedCell('1', { n: 128, p: 1 }, mean(14.5)),
  lineCell('2', { n: 128, p: 1, q: 0.05 }, { accuracy: 0.99, limits: mean(14.5) }),
  lineCell('3', { n: 16, p: 0.5 }, { accuracy: 0.95, limits: median(32) }),
  lineCell('3', { n: 128, p: 0.5 }, { accuracy: 0.95, limits: median(45) }),
  lineCell('3', { n: 1024, p: 0.5 }, { accuracy: 0.95, limits: median(58) }),
  lineCell('4', { n: 128, p: 0.5, q: 0.05 }, { accuracy: 0.95, limits: median(68) }),
  lineCell('5', { n: 16, p: 0.2 }, { accuracy: 0.97, limits: median(100) }),
  lineCell('5', { n: 128, p: 0.2 }, { accuracy: 0.97, limits: median(140) }),
  lineCell('5', { n: 1024, p: 0.2 }, { accuracy: 0.97, limits: median(180) }),
  lineCell('6', { n: 128, p: 0.2, q: 0.05 }, { accuracy: 0.95, limits: median(340) }),
  lineCell('7', { n: 128, p: 0.05 }, { accuracy: 0.95, limits: median(640), share: 0.25 }),
  lineCell('9', { n: 128, p: 1, history: { good: 300, bad: 60 } }, { limits: mean(7.5) }),
  lineCell('9', { n: 128, p: 0.5, history: { good: 300, bad: 60 } }, { limits: mean(30) }),
  lineCell('9', { n: 128, p: 0.2, history: { good: 300, bad: 60 } }, { limits: mean(95) }),
];

function certifiedCell(figure: string, { n, p, q = 0 }: LineCell, limits?: readonly Limit[]): Cell {
  const lattice = [linearRange('t', n)];
  return {
    name: `${figure} certified p=${p} q=${q} n=${n}`,
    make: (random) => ({
      lattice,
      bug: { culprit: plant(lattice, random), p, q },
      settings: certified,
      history: USUAL,
    }),
    accuracy: 0.97,
    ...(limits === undefined ? {} : { limits }),
  };
}

/** Figure 12: certified culprits. */
export const CERTIFIED_CELLS: readonly Cell[] = [
  certifiedCell('12', { n: 128, p: 0.5 }),
  certifiedCell('12', { n: 128, p: 0.5, q: 0.05 }),
  certifiedCell('12', { n: 128, p: 0.2 }),
];

/** Returns a cell in which a visit takes an hour and each repeat a tenth of an hour. */
const visitCosts = (): Costs => ({ prepare: () => 1, run: 0.1, repeats: [1, 2, 4, 8, 16, 32, 64] });

function visitCell(figure: string, p: number, bars: Pick<Cell, 'accuracy' | 'limits' | 'share'>): Cell {
  const lattice = [linearRange('t', 128)];
  return {
    name: `${figure} p=${p} n=128, set-up 1 h, repeat 0.1 h`,
    make: (random) => ({
      lattice,
      bug: { culprit: plant(lattice, random), p, q: 0 },
      settings: found,
      history: USUAL,
      costs: visitCosts,
    }),
    ...bars,
  };
}

/** Figures 7 and 8: repeats in one visit. */
export const VISIT_CELLS: readonly Cell[] = [
  visitCell('8', 0.2, { limits: [{ of: 'cost', as: 'mean', most: 36 }] }),
  visitCell('7, 8', 0.05, {
    accuracy: 0.95,
    limits: [
      { of: 'cost', as: 'mean', most: 105 },
      { of: 'visits', as: 'mean', most: 35 },
    ],
    share: 0.25,
  }),
];

/** Figure 10: no culprit. */
export const NO_CULPRIT_CELLS: readonly Cell[] = [0.02, 0.1, 0.3, 0.6].map((rate) => {
  const lattice = [linearRange('t', 128)];
  return {
    name: `10 no culprit, rate ${rate}`,
    make: () => ({ lattice, bug: { culprit: null, p: 0, q: rate }, settings: found, history: USUAL }),
    accuracy: 0.9,
    wrong: 0.01,
    ...(rate === 0.3 ? { limits: mean(125) } : {}),
  };
});

/** Figure 11: a flight every 8 commits. The first failure starts the search, which uses the last 20 flights. */
export const FLIGHT_CELLS: readonly Cell[] = (
  [
    [0.5, 0.97],
    [0.2, 0.95],
    [0.1, 0.88],
  ] as const
).map(([p, accuracy]) => ({
  name: `11 p=${p}, a flight every 8 commits`,
  make: (random) => {
    const lattice = [linearRange('t', 160)];
    let flightsLater = 0;
    while (!random.chance(p)) flightsLater++;
    // the culprit is among the 8 commits before the first flight that has it
    const commit = 159 - 8 * flightsLater - random.below(8);
    const flights = Array.from({ length: 19 }, (_, index) => [8 * index + 7]);
    const passes: TestEvidence = [[-1], ...flights].reduce(
      (sum, point) => addObservation(sum, { point, failures: 0, passes: point[0] === -1 ? 30 : 1 }),
      NO_EVIDENCE,
    );
    // older than the window: the good end has it already
    const bug: PlantedBug = commit < 0 ? { culprit: null, p: 0, q: p } : { culprit: { tree: 0, commit }, p, q: 0 };
    return { lattice, bug, settings: found, evidence: passes };
  },
  accuracy,
}));

/** Figure 13: many merges. */
export const MERGE_CELLS: readonly Cell[] = (
  [
    [1, 0.99, 12],
    [0.5, 0.94, 46],
  ] as const
).map(([p, accuracy, most]) => ({
  name: `13 p=${p}, 90 commits with merges`,
  make: (random) => {
    const lattice = [mergedRange('t', 90, random)];
    return { lattice, bug: { culprit: plant(lattice, random), p, q: 0 }, settings: found, history: USUAL };
  },
  accuracy,
  limits: mean(most),
}));

/** Figure 16: 13 of 128 commits cannot be tested. */
export const UNTESTABLE_CELLS: readonly Cell[] = ([1, 0.5] as const).map((p) => ({
  name: `16 p=${p}, 13 of 128 commits cannot be tested`,
  make: (random) => {
    const lattice = [linearRange('t', 128)];
    const untestable = new Set<number>();
    while (untestable.size < 13) {
      const start = random.below(127);
      for (let node = start; node < Math.min(127, start + 1 + random.below(4)) && untestable.size < 13; node++)
        untestable.add(node);
    }
    return { lattice, bug: { culprit: plant(lattice, random), p, q: 0 }, settings: found, history: USUAL, untestable };
  },
  accuracy: p === 1 ? 1 : 0.97,
}));

/** Cells with failure rates that were not used for tuning. */
export const FRESH_CELLS: readonly Cell[] = (
  [
    [0.8, 0],
    [0.35, 0.02],
    [0.12, 0],
    [0.9, 0.1],
    [0.35, 0.1],
  ] as const
).map(([p, q]) => lineCell('12', { n: 200, p, q }, { accuracy: 0.93 }));
