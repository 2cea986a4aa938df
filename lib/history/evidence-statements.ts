import { sql, type Sql } from '../db/sql.ts';
import type { JobStatus, StepStatus } from '../../typings/status.ts';
import type { ComparedFlight } from '../../typings/verdict.ts';

/** The past flights that count as evidence. */
export interface EvidenceScope {
  readonly branches: readonly string[];
  readonly blessings: readonly string[];
  readonly maxFlight: number;
}

/** Tests as two lists of equal length. */
export interface TestList {
  readonly jobs: readonly string[];
  readonly testids: readonly string[];
}

interface Flights {
  readonly flights: readonly number[];
}

interface MatchParams extends EvidenceScope {
  readonly excluded: readonly number[];
  readonly thatFlight: number | null;
  readonly thisTrees: readonly string[];
  readonly thisRevisions: readonly string[];
  readonly thatTrees: readonly string[];
  readonly thatRevisions: readonly string[];
}

interface FlightRow {
  readonly flight: number;
  readonly branch: string;
  readonly blessing: string;
  readonly intended: string | null;
  readonly started: number;
}

export interface AgesRow {
  readonly basisFlight: number | null;
  readonly basisStarted: number | null;
  readonly afterFlight: number | null;
  readonly afterStarted: number | null;
  readonly attemptsAfter: number;
  readonly sameFlight: number | null;
  readonly sameStarted: number | null;
  readonly attemptsSame: number;
}

type PresenceParams = EvidenceScope &
  Flights & { readonly jobs: readonly string[]; readonly excluded: readonly number[]; readonly unlimited: boolean };

export const findMatchingFlights: Sql<MatchParams, ComparedFlight> = sql('history/find-matching-flights');
export const readFlights: Sql<Flights, FlightRow> = sql('history/read-flights');
export const listJobStatuses: Sql<Flights, { flight: number; job: string; status: JobStatus }> =
  sql('history/list-job-statuses');
export const listFailedSteps: Sql<
  Flights,
  { flight: number; job: string; stepno: number; testid: string; status: StepStatus }
> = sql('history/list-failed-steps');
export const listPresences: Sql<PresenceParams, { flight: number; job: string }> = sql('history/list-presences');
export const listOutcomes: Sql<
  Flights & TestList,
  { flight: number; job: string; testid: string; status: StepStatus }
> = sql('history/list-outcomes');
export const listLastPasses: Sql<EvidenceScope & TestList, { job: string; testid: string; flight: number }> =
  sql('history/list-last-passes');
export const listLongestRuns: Sql<
  {
    readonly jobs: readonly string[];
    readonly branch: string;
    readonly blessing: string;
    readonly maxFlight: number;
    /** Seconds since 1970. */
    readonly since: number;
  },
  { job: string; durationMs: number }
> = sql('history/list-longest-runs');
export const findTestingAges: Sql<
  {
    readonly branch: string;
    readonly blessing: string;
    readonly maxFlight: number;
    readonly tree: string;
    readonly this: string;
    readonly that: string;
  },
  AgesRow
> = sql('history/find-testing-ages');
