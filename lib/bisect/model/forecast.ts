import { entropy } from './gain.ts';
import type { Posterior } from './posterior.ts';
import type { RateGrid, RatePrior } from './rate-prior.ts';

/** A number with the interval in which it is likely to be. */
export interface Estimate {
  readonly value: number;
  /** Bounds of the 80 % interval. */
  readonly low: number;
  readonly high: number;
}

/** What is believed while a search runs. */
export interface Forecast {
  /** Tests that remain until the confidence is reached. */
  readonly tests: Estimate;
  /** Failure rates with and without the culprit. */
  readonly bad: Estimate;
  readonly good: Estimate;
}

/** Estimates the rates, and from them and from what is still unknown how many tests remain. */
export function forecast(posterior: Posterior, prior: RatePrior, confidence: number): Forecast {
  const bad = estimate(prior.bad, mixed(posterior, 'bad', prior.bad.rates.length));
  const good = estimate(prior.good, mixed(posterior, 'good', prior.good.rates.length));
  const remaining = (badRate: number, goodRate: number): number =>
    remainingTests(posterior, { bad: Math.max(badRate, goodRate * 1.2), good: goodRate }, confidence);
  const value = remaining(bad.value, good.value);
  const low = Math.min(value * 0.6, remaining(bad.high, good.low));
  const high = Math.max(value * 1.6, remaining(bad.low, good.high));
  return { tests: { value: Math.ceil(value), low: Math.floor(low), high: Math.ceil(high) }, bad, good };
}

/** The rates of one side, over all culprits. */
function mixed({ classes, classOf, probabilities }: Posterior, side: 'bad' | 'good', count: number): Float64Array {
  const masses = new Float64Array(classes.length);
  probabilities.forEach((own, tree) => own.forEach((each, commit) => (masses[classOf[tree]![commit]!]! += each)));
  const weights = new Float64Array(count);
  classes.forEach((each, index) => each[side].forEach((weight, rate) => (weights[rate]! += weight * masses[index]!)));
  return weights;
}

function estimate({ rates }: RateGrid, weights: Float64Array): Estimate {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const at = (part: number): number => {
    let sum = 0;
    const found = weights.findIndex((weight) => (sum += weight) >= part * total);
    return rates[found < 0 ? rates.length - 1 : found]!;
  };
  const value = weights.reduce((sum, weight, index) => sum + weight * rates[index]!, 0) / (total || 1);
  return { value, low: at(0.1), high: at(0.9) };
}

function remainingTests(
  { probabilities, noChange }: Posterior,
  { bad, good }: { readonly bad: number; readonly good: number },
  confidence: number,
): number {
  let unknown = noChange > 0 ? -noChange * Math.log(noChange) : 0;
  let top = noChange;
  for (const own of probabilities) {
    for (const each of own) {
      if (each > 0) unknown -= each * Math.log(each);
      if (each > top) top = each;
    }
  }
  const locate = unknown / capacity(bad, good);
  const missing = Math.log(confidence / (1 - confidence)) - Math.max(0, Math.log(top / (1 - Math.min(top, 1 - 1e-9))));
  const confirm = (2 * Math.max(0, missing)) / (divergence(bad, good) + divergence(good, bad));
  return Math.max(1, locate + confirm);
}

/** The most information that a test can give whose failure rate is one of two. */
function capacity(bad: number, good: number): number {
  let best = 0;
  for (let share = 0.1; share < 0.95; share += 0.1) {
    const information = entropy(share * bad + (1 - share) * good) - share * entropy(bad) - (1 - share) * entropy(good);
    best = Math.max(best, information);
  }
  return Math.max(best, 1e-6);
}

const divergence = (p: number, q: number): number => p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
