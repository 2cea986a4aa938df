import type { Blessing, JobStatus } from '../../../typings/status.ts';
import type { Runvars } from '../../../typings/flight.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { one } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { readHarnessRevision } from '../harness-revision.ts';

/** A job to create. */
export interface JobDefinition {
  /** Unique in its flight, such as `test-amd64-amd64-xl`. */
  readonly job: string;
  readonly recipe: string;
  readonly runvars: Runvars;
  /** Default `queued`. */
  readonly status?: JobStatus;
}

/** A flight to create. */
export interface NewFlight {
  readonly branch: string;
  /** The blessing that the flight gets at its end; null: none. */
  readonly intended: Blessing | null;
  readonly jobs: readonly JobDefinition[];
  /** Default `constructing`. */
  readonly blessing?: Blessing;
  /** Default: the revision of this osstest. */
  readonly harness?: string;
}

const insertFlight = sql<
  {
    readonly branch: string;
    readonly blessing: Blessing;
    readonly intended: Blessing | null;
    readonly harness: string;
    readonly jobs: readonly JobDefinition[];
  },
  { flight: number }
>('record/create-flight');

/**
 * Creates a flight with all its jobs and their runvars in one statement. Returns its number.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab) - such as two jobs with the same name.
 *
 * Source: osstest cs-flight-create, cs-job-create; lib/db/sql/record/create-flight.sql
 */
export async function createFlight(db: Queryable, definition: NewFlight): Promise<number> {
  const { flight } = await one(db, insertFlight, {
    branch: definition.branch,
    blessing: definition.blessing ?? 'constructing',
    intended: definition.intended,
    harness: definition.harness ?? (await readHarnessRevision()),
    jobs: definition.jobs.map((job) => ({ ...job, status: job.status ?? 'queued' })),
  });
  return flight;
}
