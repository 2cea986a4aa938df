import type { Queryable } from '../db/pg-promise.ts';
import { many, one } from '../db/query.ts';
import { sql, type Sql } from '../db/sql.ts';
import { quantile } from '../util/quantile.ts';
import type { DurationQuantiles, TestRun, TestSummary } from '../../typings/history.ts';
import { fromSeconds } from './from-seconds.ts';
import { scopeParams, type HistoryScope, type ScopeParams } from './history-scope.ts';

type TestParams = ScopeParams & { readonly job: string; readonly testid: string };
type TestRunRow = Omit<TestRun, 'startedAt'> & { readonly started: number };

const listTestRunRows: Sql<TestParams & { readonly maxRows: number }, TestRunRow> = sql('history/list-test-runs');
const summarizeTestRow: Sql<TestParams, Omit<TestSummary, 'durations'>> = sql('history/summarize-test');

/** The past of a test: a summary of all runs, and the newest ones. */
export interface TestHistory {
  readonly summary: TestSummary;
  readonly runs: readonly TestRun[];
}

/**
 * Returns the past of one test of a job on all hosts and branches, with its newest runs; by default 100.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: lib/db/sql/history/list-test-runs.sql, summarize-test.sql.
 */
export async function readTestHistory(
  db: Queryable,
  job: string,
  testid: string,
  scope: HistoryScope = {},
): Promise<TestHistory> {
  const params = { ...scopeParams(scope), job, testid };
  const rows = await many(db, listTestRunRows, { ...params, maxRows: scope.limit ?? 100 });
  const summary = await one(db, summarizeTestRow, params);
  const passes = rows.filter(({ status }) => status === 'pass').flatMap(({ durationMs }) => durationMs ?? []);
  return {
    summary: { ...summary, durations: quantiles(passes) },
    runs: rows.map(({ started, ...row }) => ({ ...row, startedAt: fromSeconds(started) })),
  };
}

function quantiles(durationsMs: readonly number[]): DurationQuantiles | null {
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const at = (part: number): number => quantile(sorted, part);
  return sorted.length === 0
    ? null
    : { runs: sorted.length, minMs: at(0), medianMs: at(0.5), p90Ms: at(0.9), maxMs: at(1) };
}
