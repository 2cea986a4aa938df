import type { Queryable } from '../../db/pg-promise.ts';
import { many } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import type { Evidence } from '../search/search-graph.ts';
import type { FlightFilter } from './flight-filter.ts';
import { readSources, type FlightSources } from './read-sources.ts';
import type { StepReport } from './step-report.ts';

/** A result of a flight, before its revisions are known. */
interface ResultRow {
  readonly flight: number;
  readonly blessing: string;
  readonly result: string;
}

export interface EvidenceRequest {
  readonly filter: FlightFilter;
  /** Nothing older counts. Seconds since 1970. */
  readonly sinceSeconds: number;
  /** Those of the failure: other hosts do not count. */
  readonly hosts: string;
  /** Names of the trees, in the order of the tuples. */
  readonly trees: readonly string[];
  /** The tuple with these revisions, if it matters; null: it does not. */
  findRelevant(revisions: readonly string[]): number | null;
}

const selectResults = sql<FlightFilter & { readonly sinceSeconds: number }, ResultRow>('bisect/list-results');

/**
 * Reads the evidence of earlier flights, in the order of their numbers, and stores it.
 *
 * Source: lib/db/sql/bisect/list-results.sql, lib/db/sql/bisect/read-sources.sql
 */
export async function collectEvidence(
  db: Queryable,
  request: EvidenceRequest,
  report: StepReport,
): Promise<readonly Evidence[]> {
  const rows = await many(db, selectResults, { ...request.filter, sinceSeconds: request.sinceSeconds });
  const flights = rows.map(({ flight }) => flight);
  const sources = await readSources(db, flights, request.filter.job);
  return rows.flatMap((row) => {
    const own = sources.get(row.flight);
    return own === undefined ? [] : weigh(row, own, { request, report });
  });
}

function weigh(
  row: ResultRow,
  { hosts, trees, mixed }: FlightSources,
  { request, report }: { readonly request: EvidenceRequest; readonly report: StepReport },
): readonly Evidence[] {
  const { flight, result } = row;
  if (hosts !== request.hosts) {
    report.write(` ${flight} [${hosts}]\n`);
    return [];
  }
  const missing = request.trees
    .filter((tree) => !trees.has(tree))
    .map((tree) => `!! flight ${flight} missing revision for ${tree}`);
  const problems = [...mixed, ...missing];
  for (const problem of problems) report.write(`${problem}\n`);
  if (problems.length > 0) return [];
  const revisions = request.trees.map((tree) => trees.get(tree)?.revision ?? '');
  const tuple = request.findRelevant(revisions);
  report.write(` ${flight} ${result} ${tuple === null ? 'irrelevant' : revisions.join(' ')}\n`);
  return tuple === null ? [] : [{ ...row, tuple }];
}
