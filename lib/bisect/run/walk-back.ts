import { readGit } from '../../git/stream-git.ts';
import type { Outcome } from '../model/record-outcome.ts';

export interface WalkBackOptions {
  readonly repository: string;
  readonly bad: string;
  /** Tests a revision up to so often, until it fails; gives the outcomes. */
  readonly test: (revision: string, repeats: number) => Promise<readonly Outcome[]>;
  /** Whether one test is believed. */
  readonly classic: boolean;
  readonly signal: AbortSignal;
}

/** A good revision, or why there is none. */
export type WalkBackResult =
  | { readonly good: string }
  | {
      readonly good: null;
      readonly reason: 'never-fails' | 'always-fails';
      readonly tests: number;
      readonly failures: number;
    };

/** The bad end has to fail at least once in so many tests. */
const MOST_TESTS = 60;
const WANTED_FAILURES = 3;
/** A revision that passes is called good if a bad one passed so often with at most this probability. */
const MISTAKE = 0.01;

/** Goes back from a bad revision by 1, 2, 4, ... first parents until one passes often enough to be a good end. */
export async function walkBack(options: WalkBackOptions): Promise<WalkBackResult> {
  const { repository, bad, test, classic, signal } = options;
  const line = (await readGit(repository, ['rev-list', '--first-parent', bad], signal)).split('\n');
  let [tests, failures] = [0, 0];
  const count = (outcomes: readonly Outcome[]): Outcome | undefined => {
    tests += outcomes.filter((outcome) => outcome !== 'untestable').length;
    failures += outcomes.filter((outcome) => outcome === 'same-failure').length;
    return outcomes.at(-1);
  };
  while (failures < (classic ? 1 : WANTED_FAILURES) && tests < MOST_TESTS) {
    if (count(await test(bad, MOST_TESTS - tests)) === 'untestable') break;
  }
  if (failures === 0) return { good: null, reason: 'never-fails', tests, failures };
  for (let distance = 1; ; distance *= 2) {
    const place = Math.min(distance, line.length - 1);
    const found = await testNear(line, place, async (revision) => {
      const rate = failures / (tests + 1);
      const repeats = classic ? 1 : Math.max(2, Math.ceil(Math.log(MISTAKE) / Math.log(1 - rate)));
      const outcomes = await test(revision, repeats);
      const last = outcomes.at(-1);
      if (last === 'same-failure') count(outcomes);
      return last;
    });
    if (found !== null) return { good: found };
    if (place === line.length - 1) return { good: null, reason: 'always-fails', tests, failures };
  }
}

/** Tests the commit at a place, and the ones before it where it cannot be tested; gives it if it passes. */
async function testNear(
  line: readonly string[],
  place: number,
  test: (revision: string) => Promise<Outcome | undefined>,
): Promise<string | null> {
  for (const revision of line.slice(place, place + 16)) {
    const outcome = await test(revision);
    if (outcome === 'pass') return revision;
    if (outcome !== 'untestable') return null;
  }
  return null;
}
