export { collectEvidence } from './collect-evidence.ts';
export { findBranchFlight } from './find-branch-flight.ts';
export { findTested, type TestedFlight, type TestedQuery } from './find-tested.ts';
export { DEFAULT_BLESSINGS, type JudgeRequest } from './judge-request.ts';
export { readJobDurations } from './job-durations.ts';
export { listPastJobs, type PastJob } from './past-jobs.ts';
export { listBranchFlights } from './branch-history.ts';
export { listFlightSteps } from './list-flight-steps.ts';
export { listHostUses, summarizeHosts } from './host-history.ts';
export { readJobChanges, type ReadTreeLog } from './job-changes.ts';
export { listJobRuns, summarizeJobs } from './job-history.ts';
export { readTestHistory, type TestHistory } from './test-history.ts';
export type { HistoryScope } from './scope.ts';
export type {
  BranchFlight,
  DurationQuantiles,
  FlightStep,
  HostEvent,
  HostSummary,
  HostUse,
  JobRun,
  JobSummary,
  PastFailure,
  TestRun,
  TestSummary,
} from '../../typings/history.ts';
