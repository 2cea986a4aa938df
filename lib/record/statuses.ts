import type { Blame, Blessing, FinalJobStatus, FinalStepStatus, JobStatus } from '../../typings/status.ts';
import { isOsstestError, primaryError } from '../errors/osstest-error.ts';

/** A job that has one of these is over. */
const FINAL_JOB_STATUSES = [
  'pass',
  'fail',
  'broken',
  'blocked',
  'aborted',
  'starved',
] as const satisfies readonly FinalJobStatus[];

/** A runner may take a job that has one of these. */
export const RUNNABLE_JOB_STATUSES = [
  'queued',
  'preparing',
  'retriable',
  'play',
] as const satisfies readonly JobStatus[];

/** The one table that turns blame into a status; `test` leaves it to the recipe. */
const STATUS_OF_BLAME = {
  test: null,
  lab: 'broken',
  dependency: 'blocked',
  operator: 'aborted',
} as const satisfies Record<Blame, FinalStepStatus | null>;

/** Whether a job with this status is over. */
export const isFinalJobStatus = (status: JobStatus): status is FinalJobStatus =>
  (FINAL_JOB_STATUSES as readonly JobStatus[]).includes(status);

/** The status that is recorded for blame; `iffail`: what the recipe declares for the step. */
const statusOfBlame = (blame: Blame, iffail: FinalStepStatus = 'fail'): FinalStepStatus =>
  STATUS_OF_BLAME[blame] ?? iffail;

/** Who is to blame for what was thrown; what is not one of our errors is a fault in the test. */
export function blameOf(error: unknown): Blame {
  const primary = primaryError(error);
  return isOsstestError(primary) ? primary.blame : 'test';
}

/** The status that is recorded for a step that threw. */
export const statusOfError = (error: unknown, iffail: FinalStepStatus = 'fail'): FinalStepStatus =>
  statusOfBlame(blameOf(error), iffail);

/** Whether a flight of this blessing may be changed by anybody. Source: osstest dbfl_check. */
export const isOpenToChange = (blessing: Blessing): boolean => blessing === 'constructing' || /\bplay\b/.test(blessing);
