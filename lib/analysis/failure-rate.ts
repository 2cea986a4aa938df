/** An estimated failure rate. */
export interface FailureRate {
  readonly tries: number;
  readonly failures: number;
  /** From 0 to 1; NaN without a try. */
  readonly rate: number;
  /** Bounds of the 95 % interval of the true rate, from 0 to 1. */
  readonly low: number;
  readonly high: number;
}

/** 95 % of a normal distribution are within so many standard deviations. */
const Z = 1.959963984540054;

/**
 * Estimates a failure rate with its 95 % interval. Uses Wilson's score interval, which also holds when all or none
 * failed.
 *
 * @throws RangeError - the arguments are not whole numbers with 0 <= failures <= tries.
 */
export function failureRate(failures: number, tries: number): FailureRate {
  if (!Number.isInteger(failures) || !Number.isInteger(tries) || failures < 0 || failures > tries) {
    throw new RangeError(`failure rate of ${failures} of ${tries}: must be whole numbers, failures from 0 to tries`);
  }
  if (tries === 0) return { tries, failures, rate: NaN, low: 0, high: 1 };
  const rate = failures / tries;
  const denominator = 1 + Z ** 2 / tries;
  const centre = (rate + Z ** 2 / (2 * tries)) / denominator;
  const half = (Z / denominator) * Math.sqrt((rate * (1 - rate)) / tries + Z ** 2 / (4 * tries ** 2));
  return {
    tries,
    failures,
    rate,
    low: failures === 0 ? 0 : Math.max(0, centre - half),
    high: failures === tries ? 1 : Math.min(1, centre + half),
  };
}

/** Formats a failure rate: `failed 3 of 20: 15 % (95 % interval 5.2 % to 36 %)`. */
export function describeFailureRate({ tries, failures, rate, low, high }: FailureRate): string {
  if (tries === 0) return 'was not tried';
  const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;
  return `failed ${failures} of ${tries}: ${percent(rate)} (95 % interval ${percent(low)} to ${percent(high)})`;
}
