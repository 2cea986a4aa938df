import type { Queryable } from '../db/pg-promise.ts';
import { many } from '../db/query.ts';
import { sql, type Sql } from '../db/sql.ts';
import type { HostSummary, HostUse } from '../../typings/history.ts';
import type { JobStatus, StepStatus } from '../../typings/status.ts';
import { ANY_FLIGHT } from './judge-request.ts';
import { fromSeconds } from './from-seconds.ts';
import type { HistoryScope } from './history-scope.ts';

type HostUseRow = Omit<HostUse, 'booking' | 'finishedAt'> & {
  readonly bookingTestid: string | null;
  readonly bookingStatus: StepStatus | null;
  readonly bookingFinished: number | null;
  readonly finished: number;
};

const listHostUseRows: Sql<
  { readonly host: string; readonly maxFlight: number; readonly maxRows: number },
  HostUseRow
> = sql('history/list-host-uses');

interface HostSummaryRow {
  readonly host: string;
  readonly lastFlight: number;
  readonly lastJob: string;
  readonly lastStatus: JobStatus;
  readonly lastStarted: number;
  readonly failedFlight: number | null;
  readonly failedJob: string | null;
  readonly failedStatus: JobStatus | null;
  readonly failedStarted: number | null;
}

const summarizeHostRows: Sql<{ readonly hosts: readonly string[]; readonly maxFlight: number }, HostSummaryRow> =
  sql('history/summarize-hosts');

/**
 * Returns the newest uses of a host by the end of their last finished step, the newest first; by default 200.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: lib/db/sql/history/list-host-uses.sql; the original's `sg-report-host-history`.
 */
export async function listHostUses(
  db: Queryable,
  host: string,
  scope: Pick<HistoryScope, 'maxFlight' | 'limit'> = {},
): Promise<HostUse[]> {
  const params = { host, maxFlight: scope.maxFlight ?? ANY_FLIGHT, maxRows: scope.limit ?? 200 };
  const rows = await many(db, listHostUseRows, params);
  return rows.map(({ bookingTestid, bookingStatus, bookingFinished, finished, ...row }) => ({
    ...row,
    finishedAt: new Date(finished * 1000),
    booking:
      bookingTestid === null || bookingStatus === null
        ? null
        : { testid: bookingTestid, status: bookingStatus, finishedAt: fromSeconds(bookingFinished) },
  }));
}

/**
 * Returns for each host its last use and its last failure. Leaves out hosts that were never used.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: lib/db/sql/history/summarize-hosts.sql.
 */
export async function summarizeHosts(
  db: Queryable,
  hosts: readonly string[],
  maxFlight: number = ANY_FLIGHT,
): Promise<HostSummary[]> {
  const rows = await many(db, summarizeHostRows, { hosts, maxFlight });
  return rows.map((row) => ({
    host: row.host,
    last: {
      flight: row.lastFlight,
      job: row.lastJob,
      status: row.lastStatus,
      startedAt: fromSeconds(row.lastStarted),
    },
    lastFailure:
      row.failedFlight === null || row.failedJob === null || row.failedStatus === null
        ? null
        : {
            flight: row.failedFlight,
            job: row.failedJob,
            status: row.failedStatus,
            startedAt: fromSeconds(row.failedStarted),
          },
  }));
}
