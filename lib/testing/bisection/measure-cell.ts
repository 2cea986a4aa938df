import { failureRate } from '../../analysis/failure-rate.ts';
import type { BenchmarkRow } from '../../../typings/benchmark.ts';
import { createRandom } from '../../util/random.ts';
import type { Random } from '../../util/random.ts';
import { simulateSearch, type SimulatedSearch, type SimulatedSearchOptions } from './simulate-search.ts';

/** One figure: a kind of search, its limits, and the rules that it is compared with. */
export interface Cell {
  /** The number of the figure, and the scenario. */
  readonly name: string;
  readonly make: (random: Random) => Omit<SimulatedSearchOptions, 'random'>;
  /** The minimum proportion of right results; `wrong` is the maximum proportion of wrong results. */
  readonly accuracy?: number;
  readonly wrong?: number;
  readonly limits?: readonly Limit[];
  /** The number of searches, as a proportion of the usual number. */
  readonly share?: number;
  /** Describes the results of other rules in the same situation. */
  readonly beside?: (random: Random, count: number) => string;
}

/** An upper limit for a mean or median of the searches. */
export interface Limit {
  readonly of: 'tests' | 'visits' | 'rounds' | 'builds' | 'cost';
  readonly as: 'mean' | 'median';
  readonly most: number;
}

/** Runs the searches of a cell with seeds from `random`. */
export function measureCell(
  cell: Cell,
  random: Random,
  count: number,
): { rows: readonly BenchmarkRow[]; searches: readonly SimulatedSearch[] } {
  const own = Math.max(20, Math.round(count * (cell.share ?? 1)));
  const searches = Array.from({ length: own }, () => {
    const seed = createRandom(random.below(2 ** 32));
    return simulateSearch({ ...cell.make(seed), random: seed });
  });
  const compared = cell.beside?.(random, own);
  const right = rightRow(cell, searches);
  const rows = [compared === undefined ? right : { ...right, comparedWith: compared }];
  if (cell.wrong !== undefined) rows.push(wrongRow(cell, searches, cell.wrong));
  return { rows: [...rows, ...(cell.limits ?? []).map((limit) => limitRow(cell, searches, limit))], searches };
}

function rightRow({ name, accuracy }: Cell, searches: readonly SimulatedSearch[]): BenchmarkRow {
  const { rate, low, high } = failureRate(searches.filter(({ isRight }) => isRight).length, searches.length);
  return {
    ...summary(name, searches),
    name: `${name}: right`,
    value: rate * 100,
    unit: '%',
    accuracy: rate,
    interval: [low, high],
    ...(accuracy === undefined ? {} : { limit: `>= ${accuracy * 100} %`, isKept: high >= accuracy }),
  };
}

function wrongRow({ name }: Cell, searches: readonly SimulatedSearch[], most: number): BenchmarkRow {
  const { rate, low, high } = failureRate(searches.filter(({ isWrong }) => isWrong).length, searches.length);
  return {
    name: `${name}: names a wrong commit`,
    value: rate * 100,
    unit: '%',
    cell: name,
    interval: [low, high],
    limit: `<= ${most * 100} %`,
    isKept: low <= most,
  };
}

function limitRow({ name }: Cell, searches: readonly SimulatedSearch[], { of, as, most }: Limit): BenchmarkRow {
  const values = searches.map((search) => search[of]).toSorted((a, b) => a - b);
  const { value, low, high } = as === 'mean' ? meanOf(values) : medianOf(values);
  return {
    name: `${name}: ${as} ${of}`,
    value,
    unit: '',
    cell: name,
    interval: [low, high],
    limit: `<= ${most}`,
    isKept: low <= most,
  };
}

function summary(cell: string, searches: readonly SimulatedSearch[]): Partial<BenchmarkRow> {
  const mean = (of: Limit['of']): number => meanOf(searches.map((search) => search[of])).value;
  const tests = searches.map((search) => search.tests).toSorted((a, b) => a - b);
  return {
    cell,
    meanTests: mean('tests'),
    medianTests: medianOf(tests).value,
    meanBuilds: mean('builds'),
    meanCost: mean('cost'),
  };
}

interface Figure {
  readonly value: number;
  /** The bounds of the 95 % interval. */
  readonly low: number;
  readonly high: number;
}

/** Returns the mean of the values. */
export function meanOf(values: readonly number[]): Figure {
  const value = values.reduce((sum, each) => sum + each, 0) / values.length;
  const variance = values.reduce((sum, each) => sum + (each - value) ** 2, 0) / Math.max(1, values.length - 1);
  const half = 1.96 * Math.sqrt(variance / values.length);
  return { value, low: value - half, high: value + half };
}

/** Returns the median of sorted values; its interval comes from the ranks of a binomial distribution. */
function medianOf(sorted: readonly number[]): Figure {
  const half = 0.98 * Math.sqrt(sorted.length);
  const at = (rank: number): number => sorted[Math.min(sorted.length - 1, Math.max(0, Math.floor(rank)))]!;
  return { value: at(sorted.length / 2), low: at(sorted.length / 2 - half), high: at(sorted.length / 2 + half) };
}
