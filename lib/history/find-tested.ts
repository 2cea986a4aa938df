import type { Queryable } from '../db/pg-promise.ts';
import { many } from '../db/query.ts';
import { sql, type Sql } from '../db/sql.ts';
import type { Revisions } from '../../typings/verdict.ts';
import { ANY_FLIGHT } from './judge-request.ts';

/** Conditions on a flight; an absent condition does not restrict the search. */
export interface TestedQuery {
  readonly branches?: readonly string[] | undefined;
  readonly blessings?: readonly string[] | undefined;
  /** Exact revisions; a shortened one matches nothing. Tree `osstest`: the harness. */
  readonly revisions?: Revisions | undefined;
  /** Sources from which the trees must have come. */
  readonly trees?: Readonly<Record<string, string>> | undefined;
  /** A job that must have passed. */
  readonly passedJob?: string | undefined;
  /** Matches only flights with exactly one revision of this tree, which is returned. */
  readonly revisionOf?: string | undefined;
  /** Returns whether a revision is acceptable, such as by "is it an ancestor of". Requires `revisionOf`. */
  readonly accepts?: ((revision: string) => Promise<boolean>) | undefined;
}

/** A flight that meets all conditions. */
export interface TestedFlight {
  readonly flight: number;
  /** The one revision of `revisionOf`; null without `revisionOf`. */
  readonly revision: string | null;
}

interface TestedParams {
  readonly branches: readonly string[] | null;
  readonly blessings: readonly string[] | null;
  readonly trees: readonly string[];
  readonly revisions: readonly string[];
  readonly urlTrees: readonly string[];
  readonly urls: readonly string[];
  readonly passedJob: string | null;
  readonly printTree: string | null;
  readonly beforeFlight: number;
  readonly maxRows: number;
}

const findTestedFlights: Sql<TestedParams, TestedFlight> = sql('history/find-tested-flights');

const BATCH = 100;

/**
 * Returns the newest flight that tested the given revisions; null: there is none.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab); what `accepts` throws.
 *
 * Source: tables flights, jobs, runvars, flights_harness_touched; lib/db/sql/history/find-tested-flights.sql; the
 * original's `sg-check-tested`.
 */
export async function findTested(db: Queryable, query: TestedQuery): Promise<TestedFlight | null> {
  const { accepts } = query;
  const params = parametersOf(query);
  for (let beforeFlight = ANY_FLIGHT; ;) {
    const maxRows = accepts === undefined ? 1 : BATCH;
    const batch = await many(db, findTestedFlights, { ...params, beforeFlight, maxRows });
    for (const found of batch) {
      if (accepts === undefined || (found.revision !== null && (await accepts(found.revision)))) return found;
    }
    const last = batch.at(-1);
    if (last === undefined || batch.length < maxRows) return null;
    beforeFlight = last.flight;
  }
}

const parametersOf = (query: TestedQuery): Omit<TestedParams, 'beforeFlight' | 'maxRows'> => ({
  branches: query.branches ?? null,
  blessings: query.blessings ?? null,
  trees: Object.keys(query.revisions ?? {}),
  revisions: Object.values(query.revisions ?? {}),
  urlTrees: Object.keys(query.trees ?? {}),
  urls: Object.values(query.trees ?? {}),
  passedJob: query.passedJob ?? null,
  printTree: query.revisionOf ?? null,
});
