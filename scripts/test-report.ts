import { stripVTControlCharacters } from 'node:util';

/** The results in AVA's report. */
export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly durations: readonly { readonly title: string; readonly seconds: number }[];
}

/**
 * Parses the lines of AVA's default report. The counts are at its end, after the last ruler. Every cause of an error exit
 * of AVA counts as a failure: a crashed file, a failed hook, tests that never finished.
 */
export function readReport(coloured: readonly string[], exitCode: number | null): TestReport {
  const lines = coloured.map((line) => stripVTControlCharacters(line));
  const summary = lines.slice(lines.findLastIndex((line) => line.trim() === '─') + 1);
  const count = (what: RegExp): number =>
    summary.reduce((sum, line) => sum + Number(what.exec(line.trim())?.[1] ?? 0), 0);
  const failed =
    count(/^(\d+) (?:tests?|hooks?) (?:failed|remained pending)/) + count(/^(\d+) (?:uncaught|unhandled) /);
  return {
    // AVA omits this count after a failure
    passed: count(/^(\d+) tests? passed/) || lines.filter((line) => /^ {2}✔ /.test(line)).length,
    failed: Math.max(failed, exitCode === 0 ? 0 : 1),
    skipped: count(/^(\d+) tests? (?:skipped|todo)/),
    durations: lines.flatMap(durationOf),
  };
}

function durationOf(line: string): readonly { title: string; seconds: number }[] {
  const [, title = '', time = ''] = /^\s*(?:✔|✘ \[fail\]:) (.*) \(((?:[\d.]+(?:ms|[smh]) ?)+)\)$/.exec(line) ?? [];
  const parts = [...time.matchAll(/([\d.]+)(ms|[smh])/g)];
  const seconds = parts.map(([, n, unit]) => Number(n) * ({ ms: 0.001, s: 1, m: 60, h: 3600 }[unit ?? 's'] ?? 0));
  return parts.length === 0 ? [] : [{ title, seconds: seconds.reduce((a, b) => a + b, 0) }];
}

/** Returns up to 10 tests that took 5 s or more, the slowest first. */
export const slowTests = ({ durations }: TestReport): TestReport['durations'] =>
  durations
    .filter(({ seconds }) => seconds >= 5)
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, 10);

export function finalLine({ passed, failed, skipped }: TestReport): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
