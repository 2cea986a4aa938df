import { prepareAncestorSums } from '../lattice/ancestor-sums.ts';
import type { Lattice, Point } from '../lattice/point.ts';
import type { Posterior } from './posterior.ts';
import type { RateGrid, RatePrior } from './rate-prior.ts';

/** How much of the information about the rates counts, beside that about the culprit. */
const RATES_SHARE = 0.2;

/** The expected information of a visit of a point that ends at the first failure. */
export interface VisitValue {
  /** Expected information, in nats. */
  readonly gain: number;
  /** Probability that all repeats pass. */
  readonly passes: number;
}

/** Values visits of any point with one number of repeats. */
export type ValueVisit = (point: Point) => VisitValue;

interface Table {
  readonly base: number;
  /** For each tree and commit: what is added where the point has the commit and its ancestors. */
  readonly sums: readonly Float64Array[];
}

/** Prepares the valuation of every point, for each number of repeats; each point is then a sum of one number a tree. */
export function prepareValuation(
  lattice: Lattice,
  posterior: Posterior,
  { prior, repeats }: { readonly prior: RatePrior; readonly repeats: readonly number[] },
): ReadonlyMap<number, ValueVisit> {
  const sumsOf = lattice.map((range, tree) => prepareAncestorSums(range, posterior.probabilities[tree]!));
  const prepare = (badOf: Float64Array, goodOf: Float64Array, same: number): Table => {
    let base = posterior.noChange * same;
    const sums = lattice.map((_, tree) => {
      const weights = posterior.probabilities[tree]!;
      const classOf = posterior.classOf[tree]!;
      const values = weights.map((weight, index) => {
        const each = classOf[index]!;
        base += weight * goodOf[each]!;
        return weight * (badOf[each]! - goodOf[each]!);
      });
      return sumsOf[tree]!(values);
    });
    return { base, sums };
  };
  return new Map(repeats.map((count) => [count, valueWith(count, { prior, posterior, prepare })]));
}

interface Preparation {
  readonly prior: RatePrior;
  readonly posterior: Posterior;
  readonly prepare: (badOf: Float64Array, goodOf: Float64Array, same: number) => Table;
}

function valueWith(count: number, { prior, posterior, prepare }: Preparation): ValueVisit {
  const [bad, good, same] = [prior.bad, prior.good, prior.same].map((grid) => gridValues(grid, count)) as [
    GridValues,
    GridValues,
    GridValues,
  ];
  const sides = posterior.classes.map((each) => ({
    bad: expectations(bad, each.bad),
    good: expectations(good, each.good),
  }));
  const ofSame = expectations(same, posterior.sameRates);
  const pick = (side: 'bad' | 'good', what: keyof Expectations): Float64Array =>
    Float64Array.from(sides, (each) => each[side][what]);
  const passes = prepare(pick('bad', 'passes'), pick('good', 'passes'), ofSame.passes);
  const noise = prepare(pick('bad', 'noise'), pick('good', 'noise'), ofSame.noise);
  return (point) => {
    const all = at(passes, point);
    return { gain: Math.max(0, entropy(all) - at(noise, point)), passes: all };
  };
}

function at({ base, sums }: Table, point: Point): number {
  let value = base;
  for (let tree = 0; tree < sums.length; tree++) {
    const node = point[tree]!;
    if (node >= 0) value += sums[tree]![node]!;
  }
  return value;
}

interface GridValues {
  readonly passes: Float64Array;
  readonly entropies: Float64Array;
}

interface Expectations {
  readonly passes: number;
  /** Entropy of the outcome that remains where the culprit is known, and in part where the rates are known as well. */
  readonly noise: number;
}

function gridValues({ logPass }: RateGrid, count: number): GridValues {
  const passes = logPass.map((log) => Math.exp(count * log));
  return { passes, entropies: passes.map(entropy) };
}

function expectations({ passes, entropies }: GridValues, weights: Float64Array): Expectations {
  let pass = 0;
  let conditional = 0;
  for (let index = 0; index < weights.length; index++) {
    pass += weights[index]! * passes[index]!;
    conditional += weights[index]! * entropies[index]!;
  }
  return { passes: pass, noise: (1 - RATES_SHARE) * entropy(pass) + RATES_SHARE * conditional };
}

/** Of a yes or no with probability p, in nats. */
export function entropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log1p(-p);
}
