import type { Lattice } from '../lattice/point.ts';
import type { Random } from '../../util/random.ts';
import { addObservation, type TestEvidence } from './evidence.ts';
import { prepareValuation } from './gain.ts';
import { computePosterior, type Posterior } from './posterior.ts';
import type { SearchSettings } from './search-settings.ts';

interface Imagining {
  readonly settings: SearchSettings;
  readonly posterior: Posterior;
  readonly running: readonly { readonly point: readonly number[]; readonly repeats: number }[];
  readonly random: Random;
}

/**
 * Draws an outcome for each running visit, so that the next visit is chosen as if they had ended. Without this, visits that run
 * at the same time would all be of the same point.
 */
export function imagineOutcomes(
  lattice: Lattice,
  evidence: TestEvidence,
  { settings, posterior, running, random }: Imagining,
): Posterior {
  let imagined = evidence;
  let belief = posterior;
  for (const { point, repeats } of running) {
    const { passes } = prepareValuation(lattice, belief, { prior: settings.prior, repeats: [repeats] }).get(repeats)!(
      point,
    );
    const hasFailed = random.chance(1 - passes);
    imagined = addObservation(imagined, { point, failures: hasFailed ? 1 : 0, passes: hasFailed ? 0 : repeats });
    belief = computePosterior(lattice, imagined, settings);
  }
  return belief;
}
