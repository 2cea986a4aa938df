import type { Queryable } from '../db/pg-promise.ts';
import { many } from '../db/query.ts';
import { sql, type Sql } from '../db/sql.ts';
import type { DurationQuantiles, RecordedJobRun, JobSummary } from '../../typings/history.ts';
import { fromSeconds } from './from-seconds.ts';
import { scopeParams, type HistoryScope, type ScopeParams } from './history-scope.ts';

type RunRow = Omit<RecordedJobRun, 'startedAt'> & { readonly started: number };

const listJobRunRows: Sql<ScopeParams & { readonly job: string; readonly maxRows: number }, RunRow> =
  sql('history/list-job-runs');

type JobSummaryRow = Omit<JobSummary, 'durations'> & QuantileRow;

/** Quantiles as statements return them; null without a timed run. */
interface QuantileRow {
  readonly timed: number;
  readonly minMs: number | null;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  readonly maxMs: number | null;
}

const summarizeJobRows: Sql<
  ScopeParams & { readonly jobs: readonly string[]; readonly newest: number },
  JobSummaryRow
> = sql('history/summarize-jobs');

/**
 * Returns the newest runs of a job, the newest flight first; by default 100.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: lib/db/sql/history/list-job-runs.sql; the original's `sg-report-job-history`.
 */
export async function listJobRuns(db: Queryable, job: string, scope: HistoryScope = {}): Promise<RecordedJobRun[]> {
  const rows = await many(db, listJobRunRows, { ...scopeParams(scope), job, maxRows: scope.limit ?? 100 });
  return rows.map(({ started, ...row }) => ({ ...row, startedAt: fromSeconds(started) }));
}

/**
 * Returns a summary of each job over the newest flights that have it, by default 30. Leaves out jobs that never ran.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: lib/db/sql/history/summarize-jobs.sql.
 */
export async function summarizeJobs(
  db: Queryable,
  jobs: readonly string[],
  scope: HistoryScope = {},
): Promise<JobSummary[]> {
  const rows = await many(db, summarizeJobRows, { ...scopeParams(scope), jobs, newest: scope.limit ?? 30 });
  return rows.map(({ timed, minMs, medianMs, p90Ms, maxMs, ...row }) => ({
    ...row,
    durations: toQuantiles({ timed, minMs, medianMs, p90Ms, maxMs }),
  }));
}

function toQuantiles({ timed, minMs, medianMs, p90Ms, maxMs }: QuantileRow): DurationQuantiles | null {
  if (minMs === null || medianMs === null || p90Ms === null || maxMs === null) return null;
  return { runs: timed, minMs, medianMs, p90Ms, maxMs };
}
