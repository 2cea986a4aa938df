import type { JobStatus } from '../../typings/status.ts';
import type { Queryable } from '../db/pg-promise.ts';
import { maybeOne, none } from '../db/query.ts';
import { sql } from '../db/sql.ts';
import { JobNotFoundError } from '../errors/record-errors.ts';
import type { JobKey } from './read-records.ts';

const updateStatus = sql<JobKey & { readonly status: JobStatus }, { status: JobStatus; changed: boolean }>(
  'record/set-job-status',
);
const upsertRunvar = sql<JobKey & { readonly name: string; readonly value: string }>('record/set-runvar');

/**
 * Sets a job's status, unless it is `aborted` or `broken`, which stays; gives the status now in force.
 *
 * @throws JobNotFoundError (`JOB_NOT_FOUND`, blame operator)
 *
 * Source: jobs.status; lib/db/sql/record/set-job-status.sql
 */
export async function setJobStatus(
  queryable: Queryable,
  { flight, job }: JobKey,
  status: JobStatus,
): Promise<{ readonly status: JobStatus; readonly changed: boolean }> {
  const answer = await maybeOne(queryable, updateStatus, { flight, job, status });
  if (answer === null) throw new JobNotFoundError(flight, job);
  return answer;
}

/** Sets a runvar that the run made (synth). Source: table runvars; lib/db/sql/record/set-runvar.sql */
export async function setRunvar(queryable: Queryable, key: JobKey, name: string, value: string): Promise<void> {
  await none(queryable, upsertRunvar, { flight: key.flight, job: key.job, name, value });
}
