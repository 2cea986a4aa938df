import type { Candidate } from './candidates.ts';
import type { FreeTimes } from './free-times.ts';

/** By index of a time: the least or greatest age of the last start among the hosts of an ident that are free then. */
export interface AgeBounds {
  readonly greatest: Float64Array;
  readonly least: Float64Array;
  /** Among those on which the job failed last; Infinity: none is free. */
  readonly leastFailed: Float64Array;
  /** Among those on whose equivalents it failed last. */
  readonly leastEquivalentFailed: Float64Array;
  /** Either. */
  readonly leastAnyFailed: Float64Array;
}

export const isFailed = ({ history }: Candidate): boolean => history.lastStatus === 'fail';
export const isEquivalentFailed = ({ history }: Candidate): boolean => history.lastStatusEquivalent === 'fail';
export const isAnyFailed = (candidate: Candidate): boolean => isFailed(candidate) || isEquivalentFailed(candidate);

/** Works out the bounds of an ident for all times at once. */
export function ageBounds(
  candidates: readonly Candidate[],
  ageOf: (candidate: Candidate) => number,
  times: FreeTimes,
): AgeBounds {
  const youngestFirst = candidates.toSorted((a, b) => ageOf(a) - ageOf(b));
  const least = (test: (candidate: Candidate) => boolean): Float64Array =>
    firstAges(youngestFirst.filter(test), ageOf, times, Infinity);
  return {
    greatest: firstAges(youngestFirst.toReversed(), ageOf, times, -Infinity),
    least: least(() => true),
    leastFailed: least(isFailed),
    leastEquivalentFailed: least(isEquivalentFailed),
    leastAnyFailed: least(isAnyFailed),
  };
}

/** For each time the age of the first that is free then. */
function firstAges(
  candidates: readonly Candidate[],
  ageOf: (candidate: Candidate) => number,
  times: FreeTimes,
  none: number,
): Float64Array {
  const ages = new Float64Array(times.all.length).fill(none);
  const open = new Uint32Array((times.all.length + 31) >> 5).fill(0xffffffff);
  let openWords = Array.from(open.keys());
  for (const candidate of candidates) {
    const bits = times.bits.get(candidate.host)!;
    const age = ageOf(candidate);
    for (const word of openWords) {
      const found = open[word]! & bits[word]!;
      if (found === 0) continue;
      open[word]! &= ~found;
      for (let bit = 0; bit < 32; bit++) {
        const index = word * 32 + bit;
        if ((found & (1 << bit)) !== 0 && index < ages.length) ages[index] = age;
      }
    }
    openWords = openWords.filter((word) => open[word] !== 0);
    if (openWords.length === 0) break;
  }
  return ages;
}
