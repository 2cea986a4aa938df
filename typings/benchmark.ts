/** One figure of a benchmark. */
export interface BenchmarkRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, measured in the same run. */
  readonly comparedWith?: string;
  /** How many times that. */
  readonly ratio?: number;
  /** What it has to be, in words, such as `<= 5 ms`. */
  readonly limit?: string;
}

/** A benchmark: `lib/**\/*.bench.ts` export `benchmarks`, a list of these; `npm run bench` runs them. */
export interface Benchmark {
  readonly name: string;
  run(report: (row: BenchmarkRow) => void): Promise<void>;
}
