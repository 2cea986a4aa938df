import process from 'node:process';
import type { Benchmark, BenchmarkRow } from '../../typings/benchmark.ts';
import { failureRate } from '../analysis/failure-rate.ts';
import { measureCalibration } from '../testing/bisection/measure-calibration.ts';
import { measureCell, type Cell } from '../testing/bisection/measure-cell.ts';
import { compareParallel, compareTrees } from '../testing/bisection/compare-searches.ts';
import { countFalseCertificates } from '../testing/bisection/false-certificates.ts';
import {
  CERTIFIED_CELLS,
  FLIGHT_CELLS,
  FRESH_CELLS,
  LINE_CELLS,
  MERGE_CELLS,
  NO_CULPRIT_CELLS,
  UNTESTABLE_CELLS,
  VISIT_CELLS,
} from '../testing/bisection/search-cells.ts';
import { linearRange, mergedRange } from '../testing/bisection/searched-ranges.ts';
import { createRandom, type Random } from '../util/random.ts';
import { badPoint } from './lattice/point.ts';
import { TESTS_ONLY } from './model/choose-visit.ts';
import { decide } from './model/decide.ts';
import { recordOutcome } from './model/record-outcome.ts';
import { searchSettings } from './model/search-settings.ts';
import { startSearch } from './model/search-state.ts';

type Report = (row: BenchmarkRow) => void;

/** Searches a cell; OSSTEST_BENCH_SEEDS=40 gives a quick look. */
const SEARCHES = Number(process.env['OSSTEST_BENCH_SEEDS'] ?? 400);

export const benchmarks: readonly Benchmark[] = [
  cells('bisect: a line of commits (1 to 7, 9)', LINE_CELLS),
  cells('bisect: repeats in one visit (7, 8)', VISIT_CELLS),
  cells('bisect: no culprit (10)', NO_CULPRIT_CELLS),
  cells('bisect: from flights (11)', FLIGHT_CELLS),
  { name: 'bisect: calibration (12)', run: (report) => Promise.resolve(benchCalibration(report)) },
  cells('bisect: merges (13)', MERGE_CELLS),
  {
    name: 'bisect: several trees (14)',
    run: (report) => Promise.resolve(compareTrees(drawSeeds(), SEARCHES / 4).forEach(report)),
  },
  {
    name: 'bisect: hosts at the same time (15)',
    run: (report) => Promise.resolve(compareParallel(drawSeeds(), SEARCHES).forEach(report)),
  },
  cells('bisect: untestable commits (16)', UNTESTABLE_CELLS),
  { name: 'bisect: speed (19)', run: (report) => Promise.resolve(benchSpeed(report)) },
];

/** Another seed for each run of the benchmark: no result depends on chosen ones. */
function drawSeeds(): Random {
  const seed = Math.floor(Math.random() * 2 ** 32);
  process.stderr.write(`  seed ${seed}\n`);
  return createRandom(seed);
}

function cells(name: string, list: readonly Cell[]): Benchmark {
  return {
    name,
    run: async (report) => {
      const random = drawSeeds();
      for (const cell of list) {
        measureCell(cell, random, SEARCHES).rows.forEach(report);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

function benchCalibration(report: Report): void {
  const random = drawSeeds();
  for (const cell of [...FRESH_CELLS, ...CERTIFIED_CELLS]) measureCell(cell, random, SEARCHES).rows.forEach(report);
  measureCalibration(random, SEARCHES).forEach(report);
  for (const rate of [0.02, 0.05, 0.1, 0.3, 0.5, 0.7, 0.95]) {
    const tries = SEARCHES * 2;
    const { low, high, rate: part } = failureRate(countFalseCertificates(random, { rate, tries, alpha: 0.05 }), tries);
    report({
      name: `12 false certificates where both sides fail with ${rate}`,
      value: part * 100,
      unit: '%',
      interval: [low, high],
      limit: '<= 5 %',
      isKept: low <= 0.05,
    });
  }
}

function benchSpeed(report: Report): void {
  const settings = searchSettings();
  const random = drawSeeds();
  for (const [count, limitMs] of [
    [10_000, 50],
    [82_000, 300],
  ] as const) {
    for (const range of [linearRange('t', count), mergedRange('t', count, random)]) {
      const lattice = [range];
      const kind = range.isLinear ? 'in a line' : 'with merges';
      let state = startSearch();
      const times: number[] = [];
      for (let step = 0; step < 15; step++) {
        const before = process.cpuUsage();
        const decision = decide(lattice, state, { settings, costs: TESTS_ONLY });
        const { user, system } = process.cpuUsage(before);
        times.push((user + system) / 1000);
        if (decision.kind !== 'visit') break;
        const { point } = decision.visit;
        const outcome = point[0]! > badPoint(lattice)[0]! / 3 && random.chance(0.7) ? 'same-failure' : 'pass';
        state = recordOutcome(decision.state, { point, outcome }, { lattice, settings });
      }
      const [first = 0, ...others] = times;
      const figure = (name: string, value: number, most: number): void =>
        report({
          name: `19 ${count} commits ${kind}: ${name}`,
          value,
          unit: 'ms',
          limit: `<= ${most} ms`,
          isKept: value <= most,
        });
      figure('first step', first, 1000);
      figure('longest of the others', Math.max(...others), limitMs);
    }
  }
}
