import { failureRate, describeFailureRate } from '../lib/analysis/failure-rate.ts';

/** What one run of the test suite printed. */
export interface SuiteRun {
  /** Titles of the failed tests, and the other failures. */
  readonly failures: readonly string[];
  readonly passed: number;
}

/** The options of test:repeat. */
export interface RepeatOptions {
  readonly runs: number;
  /** Number of busy processes beside the suite. */
  readonly load: number;
  /** Passed to AVA: test files, `--match=...`. */
  readonly rest: readonly string[];
}

/** Parses `N [--load K] [FILE...]`; null: the arguments are invalid. */
export function parseRepeatOptions(words: readonly string[]): RepeatOptions | null {
  const [runs = '', ...others] = words;
  const at = others.indexOf('--load');
  const load = at < 0 ? '0' : (others[at + 1] ?? '');
  if (!/^[1-9]\d{0,5}$/.test(runs) || !/^\d{1,3}$/.test(load)) return null;
  return { runs: Number(runs), load: Number(load), rest: at < 0 ? others : others.toSpliced(at, 2) };
}

/** Returns the failed tests of a run from the lines that AVA printed; a crashed file counts by its error line. */
export function failuresOf(lines: readonly string[], failed: number): readonly string[] {
  const titles = lines.flatMap(
    (line) => /^\s*✘ \[fail\]: (.*?)(?: \([\d.]+(?:ms|s|m|h)[^)]*\))?$/.exec(line)?.[1] ?? [],
  );
  const others = lines.flatMap((line) => /^\s*✘ (?!\[fail\])(.*)$/.exec(line)?.[1]?.trim() ?? []);
  const found = [...new Set([...titles, ...others])];
  return found.length === 0 && failed > 0 ? ['the suite: failed without a failed test'] : found;
}

/** Returns a line for each failure, the most frequent first: its rate with the 95 % interval. */
export function describeFailures(runs: readonly SuiteRun[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { failures } of runs) for (const title of failures) counts.set(title, (counts.get(title) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  const suite = runs.filter(({ failures }) => failures.length > 0).length;
  return [
    ...sorted.map(([title, count]) => `${title}: ${describeFailureRate(failureRate(count, runs.length))}`),
    `the suite: ${describeFailureRate(failureRate(suite, runs.length))}`,
  ];
}
