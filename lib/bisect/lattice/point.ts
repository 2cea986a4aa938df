import type { CandidateRange } from './candidate-range.ts';

/** One index a tree into its range; {@link GOOD_END} is the good end of the tree. */
export type Point = readonly number[];

/** The revision before the range: no commit of the range is in it. */
export const GOOD_END = -1;

/** The trees whose product is searched. It has as many points as there are combinations, and none is stored. */
export type Lattice = readonly CandidateRange[];

/** Returns the point at the good end of every tree. */
export const goodPoint = (lattice: Lattice): Point => lattice.map(() => GOOD_END);

/** Returns the point at the bad end of every tree. */
export const badPoint = (lattice: Lattice): Point => lattice.map(({ commits }) => commits.length - 1);

/** The same for equal points, and for no others. */
export const pointKey = (point: Point): string => point.join(',');
