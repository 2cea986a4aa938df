import type { ExpectedRates } from './certificate.ts';
import type { CulpritGroup } from './culprit-groups.ts';
import type { Posterior } from './posterior.ts';
import type { RateGrid, RatePrior } from './rate-prior.ts';

/** The failure rates with and without the culprit, if one of the group is the culprit. */
export function expectedRates(posterior: Posterior, group: CulpritGroup, prior: RatePrior): ExpectedRates {
  const own = posterior.probabilities[group.tree]!;
  const top = group.commits.reduce((best, each) => (own[each]! > own[best]! ? each : best), group.commits[0]!);
  const { bad, good } = posterior.classes[posterior.classOf[group.tree]![top]!]!;
  return { above: mean(prior.bad, bad), below: mean(prior.good, good) };
}

const mean = ({ rates }: RateGrid, weights: Float64Array): number =>
  weights.reduce((sum, weight, index) => sum + weight * rates[index]!, 0);
