import type { JobStatus } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { many } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import type { RerunReason } from './attempts.ts';

/** The state of a job, for the runner of its flight. */
export interface JobState {
  readonly job: string;
  readonly recipe: string;
  readonly status: JobStatus;
  /** The live task that runs it; null: none. */
  readonly holder: number | null;
  /** Whether the harness of its last run was killed. */
  readonly lost: boolean;
  /** Testids of the failed steps. */
  readonly failed: readonly string[];
  /** How often it was run again, by reason. */
  readonly attempts: Readonly<Partial<Record<RerunReason, number>>>;
}

const selectStates = sql<{ readonly flight: number }, JobState>('record/read-job-states');

/** Returns the states of a flight's jobs, by name. Source: lib/db/sql/record/read-job-states.sql */
export const readJobStates = (db: Queryable, flight: number): Promise<JobState[]> => many(db, selectStates, { flight });
