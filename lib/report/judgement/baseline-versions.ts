import type { Revisions, VersionsUnderTest } from '../../../typings/verdict.ts';

/** Returns the baseline as pairs to print: the revisions of its trees, or the number of its flight. */
export const baselineVersions = ({ that, thatFlight }: VersionsUnderTest): Revisions =>
  thatFlight === null ? that : { flight: `${thatFlight}` };
