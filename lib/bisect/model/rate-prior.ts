/** The failure rates that are considered, with their prior weights; they stand for a continuous prior. */
export interface RateGrid {
  readonly rates: Float64Array;
  readonly logFail: Float64Array;
  readonly logPass: Float64Array;
}

/** What is believed of the two rates before any test. */
export interface RatePrior {
  /** Without the culprit. */
  readonly good: RateGrid;
  /** With it. */
  readonly bad: RateGrid;
  /** Weight of each pair, [bad * good.rates.length + good]; they sum to 1. */
  readonly pairs: Float64Array;
  /** One rate everywhere: the range has no culprit. */
  readonly same: RateGrid;
  readonly sameWeights: Float64Array;
}

export interface RatePriorSettings {
  /** Weight of a culprit that fails always. */
  readonly alwaysFails: number;
  /** Weight of a good side that never fails. */
  readonly neverFails: number;
  /** How much of the slab of the bad side is even in the rate; the rest is even in its logarithm. */
  readonly evenShare: number;
  /** How far the spikes are from 0 and 1; default as measured to be calibrated. */
  readonly spikeError?: number;
}

const DEFAULTS: RatePriorSettings = { alwaysFails: 0.45, neverFails: 0.6, evenShare: 0.9 };

const NEVER = 0.0005;
const ALWAYS = 0.998;
/** A culprit raises the rate by at least this factor. */
const LEAST_RISE = 1.8;

/** Builds the prior: for each side a spike at its extreme, and a slab that is even in the logarithm of the odds or rate. */
export function createRatePrior(settings: Partial<RatePriorSettings> = {}): RatePrior {
  const { alwaysFails, neverFails, evenShare, spikeError } = { ...DEFAULTS, ...settings };
  const never = spikeError ?? NEVER;
  const always = 1 - (spikeError ?? 1 - ALWAYS);
  const slabGood = spread(0.01, 0.4, 20);
  const slabBad = [...spread(0.02, 0.5, 17), 0.57, 0.64, 0.71, 0.78, 0.85, 0.91, 0.96];
  const slab = slabWeights(slabBad, evenShare);
  const good = toGrid([never, ...slabGood]);
  const bad = toGrid([...slabBad, always]);
  const goodWeights = [neverFails, ...slabGood.map(() => (1 - neverFails) / slabGood.length)];
  const badWeights = [...slab.map((weight) => weight * (1 - alwaysFails)), alwaysFails];
  const pairs = new Float64Array(bad.rates.length * good.rates.length);
  bad.rates.forEach((badRate, row) =>
    good.rates.forEach((goodRate, column) => {
      const weight = badRate > LEAST_RISE * goodRate ? badWeights[row]! * goodWeights[column]! : 0;
      pairs[row * good.rates.length + column] = weight;
    }),
  );
  const slabSame = spread(0.002, 0.97, 48);
  const same = toGrid([NEVER, ...slabSame, ALWAYS]);
  const sameWeights = Float64Array.from(same.rates, (rate) =>
    rate === NEVER || rate === ALWAYS ? 0.1 : 0.8 / slabSame.length,
  );
  return { good, bad, pairs: normalised(pairs), same, sameWeights: normalised(sameWeights) };
}

/** Weights of rates of an uneven grid, by the width that each represents. */
function slabWeights(rates: readonly number[], evenShare: number): Float64Array {
  const widths = (of: (rate: number) => number): Float64Array =>
    normalised(Float64Array.from(rates, (rate, index) => of(rates[index + 1] ?? 1) - of(rates[index - 1] ?? rate)));
  const [even, logarithmic] = [widths((rate) => rate), widths(Math.log)];
  return even.map((width, index) => evenShare * width + (1 - evenShare) * logarithmic[index]!);
}

const spread = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from * (to / from) ** (index / (count - 1)));

function toGrid(rates: readonly number[]): RateGrid {
  return {
    rates: Float64Array.from(rates),
    logFail: Float64Array.from(rates, (rate) => Math.log(rate)),
    logPass: Float64Array.from(rates, (rate) => Math.log1p(-rate)),
  };
}

function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
