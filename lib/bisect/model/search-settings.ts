import { createRatePrior, type RatePrior } from './rate-prior.ts';

/** How a search believes and when it stops. */
export interface SearchSettings {
  readonly prior: RatePrior;
  /** Prior probability that the range has no culprit. */
  readonly noChange: number;
  /** Probability at which a culprit counts as found. */
  readonly confidence: number;
  /** How often a certificate may be wrong; null: no certificate is sought. */
  readonly alpha: number | null;
  readonly maxTests: number;
  readonly seed: number;
  /** For each tree and commit: its prior weight; default the same for all. */
  readonly weights?: readonly Float64Array[] | undefined;
}

const DEFAULTS: Omit<SearchSettings, 'prior'> = {
  noChange: 0.1,
  confidence: 0.99,
  alpha: null,
  maxTests: 20_000,
  seed: 1,
};

/** Completes settings: 99 %, no certificate, and the usual prior. */
export const searchSettings = (given: Partial<SearchSettings> = {}): SearchSettings => ({
  ...DEFAULTS,
  prior: given.prior ?? createRatePrior(),
  ...given,
});

/** Plain bisection: the test always fails with the culprit and never without it, and the ends are as the user gave them. */
export const classicSettings = (given: Partial<SearchSettings> = {}): SearchSettings =>
  searchSettings({
    ...given,
    noChange: 0,
    alpha: null,
    prior: createRatePrior({ alwaysFails: 1, neverFails: 1, spikeError: 1e-9 }),
  });
