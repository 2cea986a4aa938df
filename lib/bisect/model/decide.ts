import { pointKey, type Lattice, type Point } from '../lattice/point.ts';
import { createRandom } from '../../util/random.ts';
import { isCertified, nextOfBlock, startCertificate, type Certificate } from './certificate.ts';
import { chooseVisit, type Costs, type Visit } from './choose-visit.ts';
import type { Conclusion, LikelyCulprit } from './conclusion.ts';
import { findLikeliestGroup, type CulpritGroup } from './culprit-groups.ts';
import { findEdge, type Edge } from './edge.ts';
import { expectedRates } from './expected-rates.ts';
import { imagineOutcomes } from './imagine-outcomes.ts';
import { computePosterior, type Posterior } from './posterior.ts';
import type { SearchSettings } from './search-settings.ts';
import type { SearchState } from './search-state.ts';
import { learnTestability } from './testability.ts';

/** A culprit of at least this probability is put to the test of a certificate; below the second the attempt ends. */
const CERTIFY_AT = 0.8;
const ABANDON_AT = 0.4;
const NO_CHANGE_AT = 0.95;
/** From here on a culprit counts as found; below it is a suspect. */
const FOUND_AT = 0.99;

/** The next visit, or what the search ends with. */
export type Decision =
  | { readonly kind: 'visit'; readonly visit: Visit; readonly state: SearchState; readonly posterior: Posterior }
  | { readonly kind: 'wait'; readonly state: SearchState; readonly posterior: Posterior }
  | {
      readonly kind: 'end';
      readonly conclusion: Conclusion;
      readonly state: SearchState;
      readonly posterior: Posterior;
    };

/** Visits that have been started and whose outcome is not known. */
export interface RunningVisit {
  readonly point: Point;
  readonly repeats: number;
}

export interface DecideOptions {
  readonly settings: SearchSettings;
  readonly costs: Costs;
  readonly running?: readonly RunningVisit[];
}

/**
 * Decides what is tested next, or that the search ends. Pure: the same state, settings and costs give the same decision.
 *
 * `wait`: no other visit is useful before a running one has ended.
 */
export function decide(lattice: Lattice, before: SearchState, options: DecideOptions): Decision {
  const { settings, costs, running = [] } = options;
  const { evidence } = before;
  const posterior = computePosterior(lattice, evidence, settings);
  const testability = learnTestability(lattice, evidence);
  const group = findLikeliestGroup(lattice, posterior, testability.blocked);
  const edge = settings.alpha === null || group === null ? null : findEdge(lattice, group, testability);
  const certificate = keepCertificate(before.certificate, { posterior, edge });
  const state = { ...before, certificate };
  const conclusion = conclude(state, { posterior, group, settings, edge });
  if (conclusion !== null) return { kind: 'end', conclusion, state, posterior };
  if (edge !== null && group !== null && (certificate !== null || group.probability >= CERTIFY_AT)) {
    return certify(state, { group, posterior, settings, edge, running });
  }
  const imagined = imagineOutcomes(lattice, evidence, {
    settings,
    posterior,
    running,
    random: createRandom(settings.seed + state.tests),
  });
  const choice = chooseVisit(lattice, imagined, { prior: settings.prior, costs, testability });
  if (choice !== null) return { kind: 'visit', visit: choice, state, posterior };
  if (running.length > 0) return { kind: 'wait', state, posterior };
  return { kind: 'end', conclusion: giveUp(lattice, posterior, group), state, posterior };
}

interface Findings {
  readonly posterior: Posterior;
  readonly group: CulpritGroup | null;
  readonly settings: SearchSettings;
  /** Where a certificate is sought; null: none is wanted, or none is possible. */
  readonly edge: Edge | null;
}

function conclude(
  { certificate, tests }: SearchState,
  { posterior, group, settings, edge }: Findings,
): Conclusion | null {
  const { confidence, alpha, maxTests } = settings;
  if (group === null || posterior.noChange >= NO_CHANGE_AT) {
    return { tier: 'no-change', culprits: [], probability: posterior.noChange };
  }
  const culprits = listCulprits(posterior, group);
  const { probability } = group;
  if (alpha !== null && certificate !== null && isCertified(certificate, alpha) && probability >= CERTIFY_AT) {
    return { tier: 'certified', culprits, probability };
  }
  if ((alpha === null || edge === null) && probability >= confidence) {
    return { tier: probability >= FOUND_AT ? 'found' : 'suspect', culprits, probability };
  }
  return tests >= maxTests ? stopEarly(posterior, group, 'budget') : null;
}

/** Concludes a search that has to end before it is sure. */
export function concludeEarly(
  lattice: Lattice,
  { evidence }: SearchState,
  settings: SearchSettings,
  tier: 'budget' | 'stopped',
): Conclusion {
  const posterior = computePosterior(lattice, evidence, settings);
  const { blocked } = learnTestability(lattice, evidence);
  return stopEarly(posterior, findLikeliestGroup(lattice, posterior, blocked), tier);
}

/** What is known where a search has to stop: a suspect, or all commits that may be the culprit. */
function stopEarly(posterior: Posterior, group: CulpritGroup | null, tier: 'budget' | 'stopped'): Conclusion {
  if (tier === 'budget' && group !== null && group.probability >= 0.95) {
    return { tier: 'suspect', culprits: listCulprits(posterior, group), probability: group.probability };
  }
  const culprits = credibleSet(posterior);
  return { tier, culprits, probability: culprits.reduce((sum, { probability }) => sum + probability, 0) };
}

const giveUp = (lattice: Lattice, posterior: Posterior, group: CulpritGroup | null): Conclusion =>
  lattice.length === 0 ? { tier: 'no-change', culprits: [], probability: 1 } : stopEarly(posterior, group, 'budget');

function listCulprits({ probabilities }: Posterior, { tree, commits }: CulpritGroup): readonly LikelyCulprit[] {
  return commits
    .map((commit) => ({ tree, commit, probability: probabilities[tree]![commit]! }))
    .toSorted((a, b) => b.probability - a.probability);
}

/** The fewest commits that together have 95 % of what is not `no change`. */
function credibleSet({ probabilities, noChange }: Posterior): readonly LikelyCulprit[] {
  const all = probabilities.flatMap((own, tree) =>
    Array.from(own, (probability, commit) => ({ tree, commit, probability })),
  );
  const sorted = all.toSorted((a, b) => b.probability - a.probability);
  let sum = 0;
  const end = sorted.findIndex(({ probability }) => (sum += probability) >= 0.95 * (1 - noChange));
  return sorted.slice(0, end + 1);
}

function keepCertificate(
  certificate: Certificate | null,
  { posterior, edge }: { readonly posterior: Posterior; readonly edge: Edge | null },
): Certificate | null {
  if (certificate === null || edge === null) return null;
  const { tree, commits } = certificate;
  const own = commits.reduce((sum, commit) => sum + posterior.probabilities[tree]![commit]!, 0);
  return own >= ABANDON_AT && isSameEdge(certificate.edge, edge) ? certificate : null;
}

const isSameEdge = (one: Edge, other: Edge): boolean =>
  [one.above, ...one.below].map(pointKey).join(';') === [other.above, ...other.below].map(pointKey).join(';');

interface CertifyContext extends Findings {
  readonly group: CulpritGroup;
  readonly edge: Edge;
  readonly running: readonly RunningVisit[];
}

function certify(state: SearchState, { group, edge, posterior, settings, running }: CertifyContext): Decision {
  const attempts = state.certificate === null ? state.attempts + 1 : state.attempts;
  const random = createRandom(settings.seed + 7919 * (state.tests + 1));
  const { tree, commits } = group;
  const certificate =
    state.certificate ??
    startCertificate(
      { attempt: attempts, tree, commits, edge },
      expectedRates(posterior, group, settings.prior),
      random,
    );
  const next = { ...state, attempts, certificate };
  // A block is run in its order: one run at a time.
  if (running.length > 0) return { kind: 'wait', state: next, posterior };
  const visit = { point: nextOfBlock(certificate), repeats: 1, gain: 0, cost: 0 };
  return { kind: 'visit', visit, state: next, posterior };
}

/** Whether a point is what the certificate's block waits for. */
export const isOfBlock = (certificate: Certificate | null, point: Point): boolean =>
  certificate !== null && pointKey(nextOfBlock(certificate)) === pointKey(point);
