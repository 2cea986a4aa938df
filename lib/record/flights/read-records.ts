import type { LabEvent } from '../../../typings/events.ts';
import type { Flight, Job, Step } from '../../../typings/flight.ts';
import type { Blame } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { many, maybeOne, none } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import type { JobKey } from '../job-key.ts';

/** A step with everything that is known of how it ended. */
export interface RecordedStep extends Step {
  /** See docs/errors.md; null: it passed, or threw no error of ours, or another harness recorded it. */
  readonly errorCode: string | null;
  readonly blame: Blame | null;
  /** The host that it was about. */
  readonly host: string | null;
}

/** A runvar of a job. */
export interface RecordedRunvar {
  readonly job: string;
  readonly name: string;
  readonly value: string;
  /** Whether the run made it. */
  readonly synth: boolean;
}

interface OfFlight {
  readonly flight: number;
  /** null: of all jobs. */
  readonly job: string | null;
}

const selectFlight = sql<{ readonly flight: number }, Flight>('record/read-flight');
const selectJobs = sql<OfFlight, Job>('record/read-jobs');
const selectSteps = sql<OfFlight, RecordedStep>('record/read-steps');
const selectRunvars = sql<OfFlight, RecordedRunvar>('record/read-runvars');
const selectHarnesses = sql<{ readonly flight: number }, { harness: string }>('record/read-harnesses');
const selectEvents = sql<JobKey & { readonly after: number }, { eventno: number; event: LabEvent & { at: string } }>(
  'record/read-events',
);
const deleteEvents = sql<{ readonly before: Date }>('record/prune-events');

/** One flight; null: there is none of that number. Source: lib/db/sql/record/read-flight.sql */
export const readFlight = (db: Queryable, flight: number): Promise<Flight | null> =>
  maybeOne(db, selectFlight, { flight });

/** The jobs of a flight, by name. Source: lib/db/sql/record/read-jobs.sql */
export const readJobs = (db: Queryable, flight: number): Promise<Job[]> => many(db, selectJobs, { flight, job: null });

/** One job; null: there is none. Source: lib/db/sql/record/read-jobs.sql */
export const readJob = (db: Queryable, { flight, job }: JobKey): Promise<Job | null> =>
  maybeOne(db, selectJobs, { flight, job });

/** The steps of a job, or of all jobs of a flight by job, in order. Source: lib/db/sql/record/read-steps.sql */
export const readSteps = (
  db: Queryable,
  { flight, job }: { readonly flight: number; readonly job?: string },
): Promise<RecordedStep[]> => many(db, selectSteps, { flight, job: job ?? null });

/** The runvars of a job, or of all jobs of a flight, by job and name. Source: lib/db/sql/record/read-runvars.sql */
export const readRunvars = (
  db: Queryable,
  { flight, job }: { readonly flight: number; readonly job?: string },
): Promise<RecordedRunvar[]> => many(db, selectRunvars, { flight, job: job ?? null });

/** The harness revisions that worked on a flight. Source: flights_harness_touched.harness */
export async function readHarnesses(db: Queryable, flight: number): Promise<string[]> {
  return (await many(db, selectHarnesses, { flight })).map(({ harness }) => harness);
}

/** An event as it was recorded; `eventno` rises within a job. */
export interface RecordedEvent {
  readonly eventno: number;
  readonly event: LabEvent;
}

/** The events of a job, oldest first; with `after` only those that came after that number. Source: job_events */
export async function readJobEvents(db: Queryable, key: JobKey, after = 0): Promise<RecordedEvent[]> {
  const rows = await many(db, selectEvents, { flight: key.flight, job: key.job, after });
  return rows.map(({ eventno, event }) => ({ eventno, event: { ...event, at: new Date(event.at) } }));
}

/** Forgets events from before a moment, gives how many; steps, runvars and files stay. */
export const pruneJobEvents = (db: Queryable, before: Date): Promise<number> => none(db, deleteEvents, { before });
