import type { FailureKind, JudgedFailure, VersionsUnderTest } from '../../typings/verdict.ts';

/** Returns the name of a judged failure's class in reports. */
export function classifyFailure(failure: JudgedFailure, versions: VersionsUnderTest): FailureKind {
  if (!hasBaseline(versions)) return 'fail';
  if (failure.blocker !== null) return 'regression';
  if (failure.passedIn !== null) return 'heisenbug';
  return failure.explanation.rule === 'allowed' ? 'allowable' : 'nonblocking';
}

/** Whether the request has a baseline. */
export const hasBaseline = ({ that, thatFlight }: VersionsUnderTest): boolean =>
  thatFlight !== null || Object.keys(that).length > 0;
