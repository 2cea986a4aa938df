import type { BranchStanding } from '../../../typings/gate.ts';
import { describeGateOrder, describeOpenRun, describeStanding, shortRevision } from '../branches/branch-words.ts';
import { formatTime } from '../../util/format-time.ts';
import { formatTable } from './format-table.ts';

/** Formats the states of the branches: a line for each, followed by the regressions and orders of each. */
export function formatBranches(standings: readonly BranchStanding[]): string {
  const rows = standings.map((standing) => {
    const { branch, open, pushed } = standing;
    const push = pushed === null ? 'never' : `${formatTime(pushed.at)} ${shortRevision(pushed.revision)}`;
    return [branch, describeOpenRun(open), push, describeStanding(standing)];
  });
  const more = standings.flatMap(({ branch, orders, judged }) => [
    ...orders.map((order) => `${branch}: ${describeGateOrder(order)}, since ${formatTime(order.orderedAt)}`),
    ...(judged?.state.regressions ?? []).map(
      ({ job, testid, basis }) => `${branch}: ${job} ${testid} passed in ${basis} and fails now`,
    ),
    ...(judged?.state.problems ?? []).map((problem) => `${branch}: ${problem}`),
  ]);
  return [formatTable(['branch', 'now', 'last push', 'last test'], rows), ...more].join('\n');
}
