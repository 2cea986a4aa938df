import type { Random } from '../../util/random.ts';

/** The result of a rule of thumb on a line of commits. */
export interface PlainResult {
  readonly tests: number;
  readonly result: 'right' | 'wrong' | 'none';
}

/** A line of commits with a planted bug. */
export interface PlantedLine {
  readonly count: number;
  readonly culprit: number;
  readonly p: number;
  readonly q: number;
  readonly random: Random;
}

const failsAt = ({ culprit, p, q, random }: PlantedLine, commit: number): boolean =>
  random.chance(commit >= culprit ? 1 - (1 - p) * (1 - q) : q);

/** Bisects a line of commits; a commit is bad if one of `repeats` tests fails. */
export function bisectPlainly(line: PlantedLine, repeats: number): PlainResult {
  let [good, bad, tests] = [-1, line.count - 1, 0];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    let hasFailed = false;
    for (let count = 0; count < repeats && !hasFailed; count++) {
      hasFailed = failsAt(line, middle);
      tests++;
    }
    if (hasFailed) bad = middle;
    else good = middle;
  }
  return { tests, result: bad === line.culprit ? 'right' : 'wrong' };
}

/**
 * Bisects as the original does. Reproduces both ends, halves the range with one test a commit, and reproduces the culprit and
 * its parent three times in turn. Gives up if a commit both passed and failed.
 */
export function bisectClassically(line: PlantedLine): PlainResult {
  const seen = new Map<number, boolean>();
  let tests = 0;
  const isAsExpected = (commit: number, expected: boolean): boolean => {
    const hasFailed = failsAt(line, commit);
    tests++;
    const isConsistent = (seen.get(commit) ?? hasFailed) === hasFailed;
    seen.set(commit, hasFailed);
    return isConsistent && hasFailed === expected;
  };
  let [good, bad] = [-1, line.count - 1];
  // One pass and one failure are on file; the second ones are reproduced.
  if (!isAsExpected(good, false) || !isAsExpected(bad, true)) return { tests, result: 'none' };
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    tests++;
    const hasFailed = failsAt(line, middle);
    seen.set(middle, hasFailed);
    if (hasFailed) bad = middle;
    else good = middle;
  }
  // the result of each during the halving counts as the first of three
  for (let round = good === -1 || bad === line.count - 1 ? 1 : 0; round < 2; round++) {
    if (!isAsExpected(good, false) || !isAsExpected(bad, true)) return { tests, result: 'none' };
  }
  return { tests, result: bad === line.culprit ? 'right' : 'wrong' };
}
