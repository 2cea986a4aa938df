import type { LabEvent } from '../../../typings/events.ts';
import type { Flight, Job, Step } from '../../../typings/flight.ts';
import type { Blame } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { many, maybeOne, none } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import type { JobKey } from '../job-key.ts';

/** A step with the details of its end. */
export interface RecordedStep extends Step {
  /** See docs/errors.md. null: the step passed, threw an error without a code, or was recorded by another harness. */
  readonly errorCode: string | null;
  readonly blame: Blame | null;
  /** The host that the step is about. */
  readonly host: string | null;
}

/** A runvar of a job. */
export interface RecordedRunvar {
  readonly job: string;
  readonly name: string;
  readonly value: string;
  /** Whether the run set it. */
  readonly synth: boolean;
}

interface OfFlight {
  readonly flight: number;
  /** null: all jobs. */
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

/** Returns a flight; null: there is no flight with that number. Source: lib/db/sql/record/read-flight.sql */
export const readFlight = (db: Queryable, flight: number): Promise<Flight | null> =>
  maybeOne(db, selectFlight, { flight });

/** Returns the jobs of a flight, by name. Source: lib/db/sql/record/read-jobs.sql */
export const readJobs = (db: Queryable, flight: number): Promise<Job[]> => many(db, selectJobs, { flight, job: null });

/** Returns a job; null: there is none. Source: lib/db/sql/record/read-jobs.sql */
export const readJob = (db: Queryable, { flight, job }: JobKey): Promise<Job | null> =>
  maybeOne(db, selectJobs, { flight, job });

/** Returns the steps of a job, or of all jobs of a flight by job, in order. Source: lib/db/sql/record/read-steps.sql */
export const readSteps = (
  db: Queryable,
  { flight, job }: { readonly flight: number; readonly job?: string },
): Promise<RecordedStep[]> => many(db, selectSteps, { flight, job: job ?? null });

/**
 * Returns the runvars of a job, or of all jobs of a flight, by job and name. Source: lib/db/sql/record/read-runvars.sql
 */
export const readRunvars = (
  db: Queryable,
  { flight, job }: { readonly flight: number; readonly job?: string },
): Promise<RecordedRunvar[]> => many(db, selectRunvars, { flight, job: job ?? null });

/** Returns the harness revisions that worked on a flight. Source: flights_harness_touched.harness */
export async function readHarnesses(db: Queryable, flight: number): Promise<string[]> {
  return (await many(db, selectHarnesses, { flight })).map(({ harness }) => harness);
}

/** A recorded event; `eventno` increases within a job. */
export interface RecordedEvent {
  readonly eventno: number;
  readonly event: LabEvent;
}

/**
 * Returns the events of a job, the oldest first. With `after`, returns only events with a greater number. Source:
 * job_events
 */
export async function readJobEvents(db: Queryable, key: JobKey, after = 0): Promise<RecordedEvent[]> {
  const rows = await many(db, selectEvents, { flight: key.flight, job: key.job, after });
  return rows.map(({ eventno, event }) => ({ eventno, event: { ...event, at: new Date(event.at) } }));
}

/** Deletes the events before a moment and returns their number. Steps, runvars and files stay. */
export const pruneJobEvents = (db: Queryable, before: Date): Promise<number> => none(db, deleteEvents, { before });
