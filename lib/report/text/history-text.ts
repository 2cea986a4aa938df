import type {
  BranchFlight,
  DurationQuantiles,
  HostUse,
  JobChanges,
  RecordedJobRun,
  TestRun,
  TestSummary,
} from '../../../typings/history.ts';
import { formatTime } from '../../util/format-time.ts';
import { formatTable } from './format-table.ts';
import { describeChanges } from '../history/history-changes.ts';
import { describePastFailures } from '../history/history-failure.ts';

const time = (at: Date | null): string => (at === null ? '' : formatTime(at));
const values = (record: Readonly<Record<string, string>>): string => [...new Set(Object.values(record))].join(',');
const minutes = (ms: number | null): string => (ms === null ? '' : `${(ms / 60_000).toFixed(1)} min`);

/** Formats past runs of a job, and the changes since it last passed. */
export function formatJobRuns(runs: readonly RecordedJobRun[], changes: JobChanges | null): string {
  const rows = runs.map((run) => [
    time(run.startedAt),
    `${run.flight}`,
    run.branch,
    values(run.hosts),
    minutes(run.durationMs),
    describePastFailures(run.status, run.failures),
  ]);
  const table = formatTable(['started', 'flight', 'branch', 'host', 'took', 'result'], rows);
  return [table, ...describeChanges(changes)].join('\n');
}

/** Formats past uses of a host as a table. */
export function formatHostUses(uses: readonly HostUse[]): string {
  const rows = uses.map((use) => [
    time(use.finishedAt),
    `${use.flight}`,
    use.branch,
    use.blessing,
    use.job,
    use.role,
    describePastFailures(use.status, use.failures),
  ]);
  return formatTable(['finished', 'flight', 'branch', 'blessing', 'job', 'role', 'result'], rows);
}

/** Formats past runs of a test, with a summary. */
export function formatTestHistory(summary: TestSummary, runs: readonly TestRun[]): string {
  const rows = runs.map((run) => [
    time(run.startedAt),
    `${run.flight}`,
    run.branch,
    values(run.hosts),
    minutes(run.durationMs),
    run.status,
  ]);
  const flight = (number: number | null): string => `${number ?? 'never'}`;
  return [
    `${summary.runs} runs, ${summary.passes} passed; takes ${formatQuantiles(summary.durations)}`,
    `first pass ${flight(summary.firstPass)}, last pass ${flight(summary.lastPass)}`,
    `first fail ${flight(summary.firstFail)}, last fail ${flight(summary.lastFail)}`,
    '',
    formatTable(['started', 'flight', 'branch', 'host', 'took', 'result'], rows),
  ].join('\n');
}

const formatQuantiles = (quantiles: DurationQuantiles | null): string =>
  quantiles === null
    ? 'unknown'
    : `${minutes(quantiles.medianMs)}, nine of ten times at most ${minutes(quantiles.p90Ms)}`;

/** Formats past flights of a branch as a table. */
export function formatBranchFlights(flights: readonly BranchFlight[]): string {
  const rows = flights.map((flight) => [
    time(flight.startedAt),
    `${flight.flight}`,
    flight.blessing,
    Object.entries(flight.jobs)
      .map(([status, count]) => `${count} ${status}`)
      .join(', '),
    Object.entries(flight.revisions)
      .map(([tree, revision]) => `${tree} ${revision.slice(0, 12)}`)
      .join(', '),
  ]);
  return formatTable(['started', 'flight', 'blessing', 'jobs', 'revisions'], rows);
}
