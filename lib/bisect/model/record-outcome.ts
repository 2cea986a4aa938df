import type { Lattice, Point } from '../lattice/point.ts';
import { createRandom } from '../../util/random.ts';
import { addToCertificate } from './certificate.ts';
import { isOfBlock } from './decide.ts';
import { addObservation, addUntestable } from './evidence.ts';
import { expectedRates } from './expected-rates.ts';
import { computePosterior } from './posterior.ts';
import type { SearchSettings } from './search-settings.ts';
import type { SearchState } from './search-state.ts';

/**
 * The outcome of one run of the test: it passed, it failed as the failure that is sought, it failed in another way (which means
 * nothing), or the point cannot be tested.
 */
export type Outcome = 'pass' | 'same-failure' | 'other-failure' | 'untestable';

/** Adds one outcome. Pure. */
export function recordOutcome(
  state: SearchState,
  { point, outcome }: { readonly point: Point; readonly outcome: Outcome },
  { lattice, settings }: { readonly lattice: Lattice; readonly settings: SearchSettings },
): SearchState {
  const { evidence, certificate } = state;
  if (outcome === 'untestable') return { ...state, certificate: null, evidence: addUntestable(evidence, point) };
  const tests = state.tests + 1;
  if (outcome === 'other-failure')
    return { ...state, tests, evidence: addObservation(evidence, { point, failures: 0, passes: 0 }) };
  const hasFailed = outcome === 'same-failure';
  const next = {
    ...state,
    tests,
    evidence: addObservation(evidence, { point, failures: hasFailed ? 1 : 0, passes: hasFailed ? 0 : 1 }),
  };
  if (certificate === null || !isOfBlock(certificate, point)) return next;
  const posterior = computePosterior(lattice, next.evidence, settings);
  const expected = expectedRates(posterior, { ...certificate, probability: 0 }, settings.prior);
  const random = createRandom(settings.seed + 7919 * (tests + 1));
  return { ...next, certificate: addToCertificate(certificate, hasFailed, { expected, random }) };
}
