import type { Queryable } from '../db/pg-promise.ts';
import { many, one } from '../db/query.ts';
import { FlightNotFoundError } from '../errors/history-errors.ts';
import { currentDate } from '../util/clock.ts';
import { groupBy } from '../util/order.ts';
import type {
  ComparedFlight,
  Evidence,
  FlightEvidence,
  Revisions,
  TestedAge,
  TestingAges,
} from '../../typings/verdict.ts';
import * as statements from './evidence-statements.ts';
import { ANY_FLIGHT, DEFAULT_BLESSINGS, type JudgeRequest } from './judge-request.ts';
import { fromSeconds } from './from-seconds.ts';

const FORTNIGHT_S = 14 * 86_400;

/**
 * Collects all evidence for the judgement of a flight, with a constant number of queries.
 *
 * `judgeFlight` takes the result. The queries read only tables of the original, so they work on any database.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator) - no such flight.
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: tables flights, jobs, steps, runvars and flights_harness_touched; lib/db/sql/history.
 */
export async function collectEvidence(db: Queryable, request: JudgeRequest): Promise<Evidence> {
  const [header] = await many(db, statements.readFlights, { flights: [request.flight] });
  if (header === undefined) throw new FlightNotFoundError(request.flight);
  const judgedAt = request.judgedAt ?? currentDate();
  const scope = scopeOf(request, header.branch);
  const versions = { this: request.this ?? {}, that: request.that ?? {}, thatFlight: request.thatFlight ?? null };
  const excluded = request.excludedFlights ?? [];
  const compared = await findCompared(db, request, scope);
  const partnerNumbers = compared.filter((one) => one.matchesThis && one.flight !== request.flight);
  const [subject, ...partners] = await readEvidence(db, [
    request.flight,
    ...partnerNumbers.map(({ flight }) => flight),
  ]);
  if (subject === undefined) throw new FlightNotFoundError(request.flight);
  const tests = testsToCompare([subject, ...partners]);
  const jobs = [...new Set(tests.jobs)];
  const flights = compared.map(({ flight }) => flight);
  const own = { branch: header.branch, blessing: scope.blessings[0] ?? '', maxFlight: scope.maxFlight };
  const unlimited = versions.thatFlight !== null;
  return {
    versions,
    judgedAt,
    subject,
    partners,
    compared,
    presences: await many(db, statements.listPresences, { ...scope, flights, jobs, excluded, unlimited }),
    outcomes: await many(db, statements.listOutcomes, { flights, ...tests }),
    passes: await many(db, statements.listLastPasses, { ...scope, ...tests }),
    durations: await many(db, statements.listLongestRuns, {
      ...own,
      jobs: failedJobs([subject, ...partners]),
      since: Math.floor(judgedAt.getTime() / 1000) - FORTNIGHT_S,
    }),
    ages: await findAges(db, own, versions),
  };
}

const scopeOf = (request: JudgeRequest, branch: string): statements.EvidenceScope => ({
  branches: [branch, ...(request.alsoBranches ?? [])],
  blessings: request.blessings ?? DEFAULT_BLESSINGS,
  maxFlight: request.maxFlight ?? ANY_FLIGHT,
});

/** Returns the flights that tested the revisions *this* or *that* of a request, in no particular order. */
export function findCompared(
  db: Queryable,
  request: Omit<JudgeRequest, 'flight'>,
  scope: statements.EvidenceScope,
): Promise<ComparedFlight[]> {
  return many(db, statements.findMatchingFlights, {
    ...scope,
    excluded: request.excludedFlights ?? [],
    thatFlight: request.thatFlight ?? null,
    thisTrees: Object.keys(request.this ?? {}),
    thisRevisions: Object.values(request.this ?? {}),
    thatTrees: Object.keys(request.that ?? {}),
    thatRevisions: Object.values(request.that ?? {}),
  });
}

async function readEvidence(db: Queryable, flights: readonly number[]): Promise<FlightEvidence[]> {
  const headers = await many(db, statements.readFlights, { flights });
  const jobs = groupBy(await many(db, statements.listJobStatuses, { flights }), ({ flight }) => flight);
  const steps = groupBy(await many(db, statements.listFailedSteps, { flights }), ({ flight }) => flight);
  const byFlight = new Map(headers.map((header) => [header.flight, header]));
  return flights.flatMap((flight): FlightEvidence[] => {
    const header = byFlight.get(flight);
    if (header === undefined) return [];
    const { started, ...rest } = header;
    const failedSteps = steps.get(flight) ?? [];
    return [{ ...rest, startedAt: fromSeconds(started), jobs: jobs.get(flight) ?? [], failedSteps }];
  });
}

function testsToCompare(flights: readonly FlightEvidence[]): statements.TestList {
  const tests = new Map<string, { job: string; testid: string }>();
  for (const { failedSteps } of flights) {
    for (const { job, testid } of failedSteps) tests.set(`${job} ${testid}`, { job, testid });
  }
  const list = [...tests.values()];
  return { jobs: list.map(({ job }) => job), testids: list.map(({ testid }) => testid) };
}

function failedJobs(flights: readonly FlightEvidence[]): string[] {
  const failed = flights.flatMap(({ jobs, failedSteps }) => [
    ...jobs.filter(({ status }) => status !== 'pass').map(({ job }) => job),
    ...failedSteps.map(({ job }) => job),
  ]);
  return [...new Set(failed)];
}

async function findAges(
  db: Queryable,
  own: { readonly branch: string; readonly blessing: string; readonly maxFlight: number },
  versions: { readonly this: Revisions; readonly that: Revisions },
): Promise<TestingAges | null> {
  const [[tree, revision] = [], ...moreOfThis] = Object.entries(versions.this);
  const [[thatTree, thatRevision] = [], ...moreOfThat] = Object.entries(versions.that);
  if (tree === undefined || revision === undefined || thatRevision === undefined) return null;
  if (tree !== thatTree || moreOfThis.length > 0 || moreOfThat.length > 0) return null;
  const row = await one(db, statements.findTestingAges, { ...own, tree, this: revision, that: thatRevision });
  return {
    basis: testedAge(row.basisFlight, row.basisStarted),
    firstAfter: testedAge(row.afterFlight, row.afterStarted),
    attemptsAfter: row.attemptsAfter,
    firstSame: testedAge(row.sameFlight, row.sameStarted),
    attemptsSame: row.attemptsSame,
  };
}

const testedAge = (flight: number | null, started: number | null): TestedAge | null =>
  flight === null ? null : { flight, startedAt: fromSeconds(started) };
