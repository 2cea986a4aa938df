export { findAllowPattern, parseAllowPatterns, type AllowPattern } from './allow-patterns.ts';
export { classifyFailure, hasBaseline } from './classify-failure.ts';
export { describeOutcome } from './describe-outcome.ts';
export { describeFailureRate, failureRate, type FailureRate } from './failure-rate.ts';
export { failureSignature } from './signature.ts';
export { fitsRevision } from './fits-revision.ts';
export { judgeFlight } from './judge-flight.ts';
export type {
  ComparedFlight,
  Comparison,
  Evidence,
  Explanation,
  Failure,
  FailureKind,
  FlightEvidence,
  JudgedFailure,
  Judgement,
  Revisions,
  TestedAge,
  TestingAges,
  Verdict,
  VerdictRule,
  VersionsUnderTest,
} from '../../typings/verdict.ts';
