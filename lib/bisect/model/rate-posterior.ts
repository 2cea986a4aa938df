import type { RateGrid, RatePrior } from './rate-prior.ts';

/** Failures and passes of one side. */
export interface Counts {
  readonly failures: number;
  readonly passes: number;
}

/** The posterior of the rates if the tests are divided into those with the culprit and those without. */
export interface RatePosterior {
  /** Logarithm of the probability of the tests. */
  readonly logLikelihood: number;
  /** Probability of each rate of the grid. */
  readonly bad: Float64Array;
  readonly good: Float64Array;
}

/** Weighs all pairs of rates by the tests of both sides. */
export function weighRates({ good, bad, pairs }: RatePrior, withCulprit: Counts, without: Counts): RatePosterior {
  const [badLikelihood, badShift] = likelihoods(bad, withCulprit);
  const [goodLikelihood, goodShift] = likelihoods(good, without);
  const badWeights = new Float64Array(badLikelihood.length);
  const goodWeights = new Float64Array(goodLikelihood.length);
  let sum = 0;
  for (let row = 0, cell = 0; row < badLikelihood.length; row++) {
    let ofRow = 0;
    for (let column = 0; column < goodLikelihood.length; column++, cell++) {
      const weight = pairs[cell]! * badLikelihood[row]! * goodLikelihood[column]!;
      ofRow += weight;
      goodWeights[column]! += weight;
    }
    badWeights[row] = ofRow;
    sum += ofRow;
  }
  for (let row = 0; row < badWeights.length; row++) badWeights[row]! /= sum;
  for (let column = 0; column < goodWeights.length; column++) goodWeights[column]! /= sum;
  return { logLikelihood: Math.log(sum) + badShift + goodShift, bad: badWeights, good: goodWeights };
}

/** Weighs the rates if there is just one. */
export function weighOneRate(
  { same, sameWeights }: RatePrior,
  all: Counts,
): { logLikelihood: number; rates: Float64Array } {
  const [likelihood, shift] = likelihoods(same, all);
  const rates = likelihood.map((value, index) => value * sameWeights[index]!);
  const sum = rates.reduce((total, weight) => total + weight, 0);
  return { logLikelihood: Math.log(sum) + shift, rates: rates.map((weight) => weight / sum) };
}

/** Likelihood of each rate relative to the likeliest, and the logarithm of that one's. */
function likelihoods({ logFail, logPass }: RateGrid, { failures, passes }: Counts): [Float64Array, number] {
  const logs = new Float64Array(logFail.length);
  let largest = -Infinity;
  for (let index = 0; index < logs.length; index++) {
    const log = failures * logFail[index]! + passes * logPass[index]!;
    logs[index] = log;
    if (log > largest) largest = log;
  }
  for (let index = 0; index < logs.length; index++) logs[index] = Math.exp(logs[index]! - largest);
  return [logs, largest];
}
