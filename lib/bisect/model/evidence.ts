import { pointKey, type Point } from '../lattice/point.ts';

/** The tests of one point, summed up. Other failures and failed set-ups count as neither. */
export interface Observation {
  readonly point: Point;
  /** Tests that failed as the one that is sought. */
  readonly failures: number;
  readonly passes: number;
}

/** All that is known so far. */
export interface TestEvidence {
  readonly observations: readonly Observation[];
  /** Points that could not be tested: they do not build, or the command reported it. */
  readonly untestable: readonly Point[];
}

export const NO_EVIDENCE: TestEvidence = { observations: [], untestable: [] };

/** Adds tests of a point. */
export function addObservation({ observations, untestable }: TestEvidence, added: Observation): TestEvidence {
  const key = pointKey(added.point);
  const isSame = ({ point }: Observation): boolean => pointKey(point) === key;
  const old = observations.find(isSame);
  if (old === undefined) return { observations: [...observations, added], untestable };
  const sum = { ...old, failures: old.failures + added.failures, passes: old.passes + added.passes };
  return { observations: observations.map((each) => (isSame(each) ? sum : each)), untestable };
}

/** Adds a point that cannot be tested. */
export function addUntestable({ observations, untestable }: TestEvidence, point: Point): TestEvidence {
  const key = pointKey(point);
  return untestable.some((each) => pointKey(each) === key)
    ? { observations, untestable }
    : { observations, untestable: [...untestable, point] };
}
