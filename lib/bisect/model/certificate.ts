import { pointKey, type Point } from '../lattice/point.ts';
import type { Random } from '../../util/random.ts';
import type { Edge } from './edge.ts';

/** The failure rates that a block is weighed with; they are of the tests before it. */
export interface ExpectedRates {
  readonly above: number;
  readonly below: number;
}

/**
 * A test of one edge that needs no prior: blocks of one run at the child and at each parent, in random order.
 *
 * `logEvidence` of a parent grows where the child fails more often. Under equal rates its exponential is at most 1 on
 * average, whenever one stops; so it exceeds 1/alpha with a probability of at most alpha.
 */
export interface Certificate {
  /** From 1; the attempt k may err with alpha / 2^k. */
  readonly attempt: number;
  readonly tree: number;
  readonly commits: readonly number[];
  readonly edge: Edge;
  /** For each parent. */
  readonly logEvidence: readonly number[];
  readonly blocks: number;
  readonly block: Block;
}

export interface Block {
  readonly expected: ExpectedRates;
  /** Points in the order in which they are tested. */
  readonly order: readonly Point[];
  /** Whether the tests failed, in that order; shorter while the block is not complete. */
  readonly failed: readonly boolean[];
}

/** Starts an attempt with its first block. */
export function startCertificate(
  about: Pick<Certificate, 'attempt' | 'tree' | 'commits' | 'edge'>,
  expected: ExpectedRates,
  random: Random,
): Certificate {
  const block = startBlock(about.edge, expected, random);
  return { ...about, logEvidence: about.edge.below.map(() => 0), blocks: 0, block };
}

const startBlock = ({ above, below }: Edge, expected: ExpectedRates, random: Random): Block => ({
  expected,
  order: shuffled([above, ...below], random),
  failed: [],
});

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const rest = [...items];
  return items.map(() => rest.splice(random.below(rest.length), 1)[0]!);
}

/** The point that is tested next. */
export const nextOfBlock = ({ block: { order, failed } }: Certificate): Point => order[failed.length]!;

/** Adds the outcome of {@link nextOfBlock}. A complete block is counted; then the next one starts with the given rates. */
export function addToCertificate(
  certificate: Certificate,
  hasFailed: boolean,
  next: { readonly expected: ExpectedRates; readonly random: Random },
): Certificate {
  const { block, edge } = certificate;
  const failed = [...block.failed, hasFailed];
  if (failed.length < block.order.length) return { ...certificate, block: { ...block, failed } };
  const outcome = new Map(block.order.map((point, index) => [pointKey(point), failed[index]!]));
  const above = outcome.get(pointKey(edge.above))!;
  const logEvidence = certificate.logEvidence.map(
    (sum, parent) => sum + logEvidenceOf(block.expected, above, outcome.get(pointKey(edge.below[parent]!))!),
  );
  const following = startBlock(edge, next.expected, next.random);
  return { ...certificate, logEvidence, blocks: certificate.blocks + 1, block: following };
}

/** Logarithm of the evidence of one pair for different rates against equal ones. */
function logEvidenceOf(expected: ExpectedRates, aboveFailed: boolean, belowFailed: boolean): number {
  const above = within(expected.above);
  const below = Math.min(above, within(expected.below));
  const equal = (above + below) / 2;
  const likelihood = (rate: number, failed: boolean): number => Math.log(failed ? rate : 1 - rate);
  return (
    likelihood(above, aboveFailed) +
    likelihood(below, belowFailed) -
    likelihood(equal, aboveFailed) -
    likelihood(equal, belowFailed)
  );
}

const within = (rate: number): number => Math.min(0.99, Math.max(0.005, rate));

/** Whether every parent's evidence suffices: attempt k may err with alpha / 2^k. */
export const isCertified = ({ attempt, logEvidence }: Certificate, alpha: number): boolean =>
  logEvidence.every((value) => value >= Math.log(2 ** attempt / alpha));
