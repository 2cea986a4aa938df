import type { Queryable } from '../../db/pg-promise.ts';
import { many, one } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import type { HostRow } from '../host/host-row.ts';
import type { HostHistory } from './allocation-cost.ts';

/** The runs that count: those of a job on a branch, in flights with a blessing. */
export interface HostHistoryScope {
  readonly branch: string;
  readonly blessing: string;
  readonly job: string;
}

interface RunRow {
  readonly host: string;
  readonly flight: number;
  readonly started: number;
  readonly status: string;
}

type RecentRow = RunRow & { readonly durationSeconds: number };

const listRecent = sql<HostHistoryScope & { ident: string; since: number }, RecentRow>('coordination/list-recent-runs');
const findAny = sql<HostHistoryScope & { since: number }, { durationSeconds: number | null }>(
  'coordination/find-any-duration',
);
const listLast = sql<HostHistoryScope & { ident: string }, RunRow>('coordination/list-last-statuses');

/** How far back runs count. */
const RECENT_SECONDS = 14 * 86_400;

/** Returns the history of a host as an ident of a job. */
export type HistoryOf = (host: Pick<HostRow, 'name'> & { readonly equivFlags: readonly string[] }) => HostHistory;

/** Returns an empty history for every host. */
export const NO_HISTORY: HistoryOf = () => ({
  durationSeconds: null,
  secondsSinceLastStart: null,
  lastStatus: null,
  lastStatusEquivalent: null,
});

export interface HostHistoryOptions {
  readonly ident: string;
  /** All hosts of the lab, with their `equiv-*` flags. */
  readonly hosts: readonly HostRow[];
  /** Seconds since 1970. */
  readonly now: number;
}

/**
 * Reads the history of the hosts of a job's ident.
 *
 * @throws QueryError, DatabaseLostError
 */
export async function readHostHistory(
  db: Queryable,
  scope: HostHistoryScope,
  { ident, hosts, now }: HostHistoryOptions,
): Promise<HistoryOf> {
  const since = now - RECENT_SECONDS;
  const recent = groupByHost(await many(db, listRecent, { ...scope, ident, since }));
  const { durationSeconds: anyDuration } = await one(db, findAny, { ...scope, since });
  const byFlag = newestByFlag(await many(db, listLast, { ...scope, ident }), hosts);
  return ({ name, equivFlags }) => {
    const runs = recent.get(name);
    const equivalent = newestOf(equivFlags.flatMap((flag) => byFlag.get(flag) ?? []));
    return {
      durationSeconds: runs === undefined ? anyDuration : Math.max(...runs.map((run) => run.durationSeconds)),
      secondsSinceLastStart: runs === undefined ? null : now - runs[0]!.started,
      lastStatus: runs?.[0]?.status ?? null,
      lastStatusEquivalent: equivalent?.status ?? null,
    };
  };
}

function groupByHost(rows: readonly RecentRow[]): Map<string, RecentRow[]> {
  const groups = new Map<string, RecentRow[]>();
  for (const row of rows) groups.set(row.host, [...(groups.get(row.host) ?? []), row]);
  return groups;
}

const newestOf = (rows: readonly RunRow[]): RunRow | undefined =>
  rows.toSorted((a, b) => b.started - a.started || b.flight - a.flight)[0];

/** Returns the newest run on any host with a flag, by flag. */
function newestByFlag(rows: readonly RunRow[], hosts: readonly HostRow[]): Map<string, RunRow> {
  const flagsOf = new Map(hosts.map(({ name, flags }) => [name, equivFlags(flags)]));
  const newest = new Map<string, RunRow>();
  for (const row of rows) {
    for (const flag of flagsOf.get(row.host) ?? []) {
      newest.set(flag, newestOf([row, ...(newest.has(flag) ? [newest.get(flag)!] : [])])!);
    }
  }
  return newest;
}

/** Returns the flags that name the host's classes of equivalent hosts. */
export const equivFlags = (flags: readonly string[]): string[] => flags.filter((flag) => flag.startsWith('equiv-'));
