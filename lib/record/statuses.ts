import type { Blame, Blessing, FinalJobStatus, FinalStepStatus, JobStatus } from '../../typings/status.ts';
import { isOsstestError, primaryError } from '../errors/osstest-error.ts';

/** Statuses of a job that is over. */
const FINAL_JOB_STATUSES = [
  'pass',
  'fail',
  'broken',
  'blocked',
  'aborted',
  'starved',
] as const satisfies readonly FinalJobStatus[];

/** Statuses in which a runner may start a job. */
export const RUNNABLE_JOB_STATUSES = [
  'queued',
  'preparing',
  'retriable',
  'play',
] as const satisfies readonly JobStatus[];

/** The one table that turns blame into a status; null: the recipe decides. */
const STATUS_OF_BLAME = {
  test: null,
  lab: 'broken',
  dependency: 'blocked',
  operator: 'aborted',
} as const satisfies Record<Blame, FinalStepStatus | null>;

/** Returns whether a job with this status is over. */
export const isFinalJobStatus = (status: JobStatus): status is FinalJobStatus =>
  (FINAL_JOB_STATUSES as readonly JobStatus[]).includes(status);

/** Returns the status to record for blame; `iffail`: the status that the recipe declares for the step. */
const statusOfBlame = (blame: Blame, iffail: FinalStepStatus = 'fail'): FinalStepStatus =>
  STATUS_OF_BLAME[blame] ?? iffail;

/** Returns the blame for a thrown value; a value that is not an osstest error is a fault in the test. */
export function blameOf(error: unknown): Blame {
  const primary = primaryError(error);
  return isOsstestError(primary) ? primary.blame : 'test';
}

/** Returns the status to record for a step that threw. */
export const statusOfError = (error: unknown, iffail: FinalStepStatus = 'fail'): FinalStepStatus =>
  statusOfBlame(blameOf(error), iffail);

/** Returns whether users may change a flight with this blessing. Source: osstest dbfl_check. */
export const isOpenToChange = (blessing: Blessing): boolean => blessing === 'constructing' || /\bplay\b/.test(blessing);
