import { compareBytewise } from '../util/order.ts';

/**
 * Returns the outcome of a flight from the statuses of its jobs: `all pass`, `FAIL`, `ALL FAIL` or `trouble: a/b/c`.
 *
 * Source: jobs.status; first line of the original's report.
 */
export function describeOutcome(statuses: Iterable<string>): string {
  const found = [...new Set(statuses)].sort(compareBytewise).join('/');
  if (found === 'pass') return 'all pass';
  if (found === 'fail') return 'ALL FAIL';
  return /^(blocked\/)?(fail\/)?pass$/.test(found) ? 'FAIL' : `trouble: ${found}`;
}
