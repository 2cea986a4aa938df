import type { PastFailure } from '../../../typings/history.ts';
import type { JobStatus } from '../../../typings/status.ts';

/** Returns the result of a past run in short: `(pass)`, or the failed tests. */
export function describePastFailures(status: JobStatus, failures: readonly PastFailure[]): string {
  if (status !== 'fail' && status !== 'broken') return status === 'pass' ? '(pass)' : `(${status})`;
  if (failures.length === 0) return '(unknown)';
  return failures.map((one) => (one.status === 'fail' ? one.testid : `${one.testid} ${one.status}`)).join(' | ');
}

/** Returns the style class for the cell of a past run. */
export function pastFailureStyle(status: JobStatus): string {
  if (status === 'pass' || status === 'fail' || status === 'blocked') return status;
  return status === 'queued' ? 'waiting' : 'broken';
}
