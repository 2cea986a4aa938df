import type { BenchmarkRow } from '../../../typings/benchmark.ts';
import { failureRate } from '../../analysis/failure-rate.ts';
import { searchSettings } from '../../bisect/model/search-settings.ts';
import type { Random } from '../../util/random.ts';
import { searchedLine } from './search-cells.ts';
import { simulateSearch } from './simulate-search.ts';

/** The bounds of the bins of reported probabilities. */
const BINS = [0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1];
const RATES = [
  [1, 0],
  [0.8, 0],
  [0.5, 0],
  [0.5, 0.05],
  [0.3, 0],
  [0.2, 0],
] as const;

/**
 * Measures the reliability curve: how many searches are right among those that report a certain probability for their most
 * likely commit. A search counts once in each bin, when it first enters the bin.
 */
export function measureCalibration(random: Random, count: number): readonly BenchmarkRow[] {
  const bins = BINS.slice(1).map(() => ({ stated: 0, right: 0, all: 0 }));
  const found = { right: 0, all: 0, stated: 0 };
  for (const [p, q] of RATES) {
    for (let each = 0; each < count / 2; each++) searchOnce(random, { p, q }, bins, found);
  }
  const rows = bins.map((bin, index) => toRow(`stated ${BINS[index]! * 100} to ${BINS[index + 1]! * 100} %`, bin));
  return [
    ...rows,
    {
      ...toRow('all found culprits', found),
      limit: `>= 99 %`,
      isKept: failureRate(found.right, found.all).high >= 0.99,
    },
  ];
}

interface Bin {
  stated: number;
  right: number;
  all: number;
}

function searchOnce(
  random: Random,
  { p, q }: { readonly p: number; readonly q: number },
  bins: readonly Bin[],
  found: Bin,
): void {
  const { lattice, culprit } = searchedLine(128, random);
  const seen = new Set<number>();
  const count = (bin: Bin, stated: number, isRight: boolean): void => {
    bin.all++;
    bin.stated += stated;
    bin.right += isRight ? 1 : 0;
  };
  const result = simulateSearch({
    lattice,
    bug: { culprit, p, q },
    settings: searchSettings({ maxTests: 3000 }),
    random,
    history: { good: 30, bad: 0 },
    onDecision: ({ probabilities: [own] }) => {
      const stated = Math.max(...own!);
      const bin = BINS.findIndex((bound, index) => stated >= bound && stated < BINS[index + 1]!);
      if (bin < 0 || seen.has(bin)) return;
      seen.add(bin);
      count(bins[bin]!, stated, own!.indexOf(stated) === culprit.commit);
    },
  });
  if (result.conclusion.tier === 'found') count(found, result.conclusion.probability, result.isRight);
}

function toRow(name: string, { stated, right, all }: Bin): BenchmarkRow {
  const { rate, low, high } = failureRate(right, all);
  return {
    name: `12 reliability, ${name}`,
    value: rate * 100,
    unit: '%',
    accuracy: rate,
    interval: [low, high],
    comparedWith: `stated ${((stated / all) * 100).toFixed(1)} % on average, ${all} searches`,
  };
}
