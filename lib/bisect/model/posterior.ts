import { markAncestors } from '../lattice/mark-ancestors.ts';
import type { Lattice } from '../lattice/point.ts';
import type { TestEvidence } from './evidence.ts';
import type { RatePrior } from './rate-prior.ts';
import { weighOneRate, weighRates, type Counts, type RatePosterior } from './rate-posterior.ts';

/** Culprits that divide the tests in the same way; the tests cannot tell them apart. */
export interface CulpritClass extends RatePosterior {
  /** Tests of points that have the culprit. */
  readonly withCulprit: Counts;
  /** Probability of one of its culprits relative to its prior probability. */
  readonly factor: number;
}

/** The probability of each commit that it is the culprit. */
export interface Posterior {
  readonly classes: readonly CulpritClass[];
  /** For each tree and commit: the index of its class. */
  readonly classOf: readonly Int32Array[];
  /** For each tree and commit: its probability. With `noChange` they sum to 1. */
  readonly probabilities: readonly Float64Array[];
  /** Probability that the range has no culprit. */
  readonly noChange: number;
  /** Probability of each rate of the prior's grid if there is no culprit. */
  readonly sameRates: Float64Array;
}

export interface PosteriorSettings {
  readonly prior: RatePrior;
  /** Prior probability that the range has no culprit. */
  readonly noChange: number;
  /** For each tree and commit: its prior weight; default the same for all. */
  readonly weights?: readonly Float64Array[] | undefined;
}

/** Computes the posterior; the tests of a point affect commits outside it only through the rates. */
export function computePosterior(lattice: Lattice, evidence: TestEvidence, settings: PosteriorSettings): Posterior {
  const all = sumCounts(evidence);
  const { classes, classOf } = divide(lattice, evidence);
  const weighed = classes.map((withCulprit) => {
    const without = { failures: all.failures - withCulprit.failures, passes: all.passes - withCulprit.passes };
    return { withCulprit, ...weighRates(settings.prior, withCulprit, without) };
  });
  const same = weighOneRate(settings.prior, all);
  const largest = Math.max(same.logLikelihood, ...weighed.map(({ logLikelihood }) => logLikelihood));
  const likelihoods = Float64Array.from(weighed, ({ logLikelihood }) => Math.exp(logLikelihood - largest));
  const count = lattice.reduce((sum, { commits }) => sum + commits.length, 0);
  const total = settings.weights?.reduce((sum, own) => own.reduce((part, weight) => part + weight, sum), 0) ?? count;
  const priorOf = (tree: number, index: number): number => settings.weights?.[tree]?.[index] ?? 1;
  const probabilities = classOf.map((own, tree) =>
    Float64Array.from(
      own,
      (each, index) => (likelihoods[each]! * priorOf(tree, index) * (1 - settings.noChange)) / total,
    ),
  );
  const noChange = count === 0 ? 1 : settings.noChange * Math.exp(same.logLikelihood - largest);
  const sum = probabilities.reduce((part, own) => own.reduce((inner, each) => inner + each, part), noChange);
  for (const own of probabilities) for (let index = 0; index < own.length; index++) own[index]! /= sum;
  return {
    classes: weighed.map((each, index) => ({ ...each, factor: likelihoods[index]! })),
    classOf,
    probabilities,
    noChange: noChange / sum,
    sameRates: same.rates,
  };
}

/** All failures and passes. */
const sumCounts = ({ observations }: TestEvidence): Counts => ({
  failures: observations.reduce((sum, { failures }) => sum + failures, 0),
  passes: observations.reduce((sum, { passes }) => sum + passes, 0),
});

/** Puts the culprits into classes: the same sum of failures and of passes over the points that have them. */
function divide(lattice: Lattice, { observations }: TestEvidence): { classes: Counts[]; classOf: Int32Array[] } {
  const classes: Counts[] = [];
  const indexOf = new Map<number, number>();
  const classOf = lattice.map((range, tree) => {
    const failures = new Int32Array(range.commits.length);
    const passes = new Int32Array(range.commits.length);
    for (const [node, counts] of sumByNode(observations, tree)) {
      const marked = markAncestors(range, node);
      for (let index = 0; index <= node; index++) {
        if (marked[index] === 0) continue;
        failures[index]! += counts.failures;
        passes[index]! += counts.passes;
      }
    }
    return failures.map((failed, index) => {
      const key = failed * 2 ** 26 + passes[index]!;
      const known = indexOf.get(key);
      if (known !== undefined) return known;
      indexOf.set(key, classes.length);
      return classes.push({ failures: failed, passes: passes[index]! }) - 1;
    });
  });
  return { classes, classOf };
}

function sumByNode(observations: TestEvidence['observations'], tree: number): Map<number, Counts> {
  const sums = new Map<number, Counts>();
  for (const { point, failures, passes } of observations) {
    const node = point[tree]!;
    const old = sums.get(node);
    sums.set(node, { failures: failures + (old?.failures ?? 0), passes: passes + (old?.passes ?? 0) });
  }
  return sums;
}
