import type { FailureKind, JudgedFailure, VersionsUnderTest } from '../../typings/verdict.ts';

/** What a judged failure is called in reports. */
export function classifyFailure(failure: JudgedFailure, versions: VersionsUnderTest): FailureKind {
  if (!hasBaseline(versions)) return 'fail';
  if (failure.blocker !== null) return 'regression';
  if (failure.passedIn !== null) return 'heisenbug';
  return failure.explanation.rule === 'allowed' ? 'allowable' : 'nonblocking';
}

/** Whether a baseline was given at all. */
export const hasBaseline = ({ that, thatFlight }: VersionsUnderTest): boolean =>
  thatFlight !== null || Object.keys(that).length > 0;
