/** One figure of a benchmark. */
export interface BenchmarkRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The reference that it is compared with, measured in the same run. */
  readonly comparedWith?: string;
  /** The value divided by that of the reference. */
  readonly ratio?: number;
  /** The required value, in words, such as `<= 5 ms`. */
  readonly limit?: string;
  /** The simulated case, if it is a simulation. */
  readonly cell?: string;
  /** Part of the runs that were right, from 0 to 1, with its 95 % interval. */
  readonly accuracy?: number;
  readonly interval?: readonly [number, number];
  readonly meanTests?: number;
  readonly medianTests?: number;
  readonly meanBuilds?: number;
  readonly meanCost?: number;
  /** Whether the limit is kept: false only where the 95 % interval excludes it. */
  readonly isKept?: boolean;
}

/** A benchmark: `lib/**\/*.bench.ts` export `benchmarks`, a list of these; `npm run bench` runs them. */
export interface Benchmark {
  readonly name: string;
  run(report: (row: BenchmarkRow) => void): Promise<void>;
}
