import { compareBytewise } from '../../util/order.ts';
import type { Revisions } from '../../../typings/verdict.ts';

/** Returns pairs of tree and revision in the order in which they are printed. */
export const sortedVersions = (revisions: Revisions): [string, string][] =>
  Object.entries(revisions).sort(([a], [b]) => compareBytewise(a, b));
