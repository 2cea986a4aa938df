import type { JobStatus } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { JobLostError, JobNotFoundError } from '../../errors/record-errors.ts';
import type { JobKey } from '../job-key.ts';

interface OwnedJob extends JobKey {
  /** The task under which the job is ours; null: not checked. */
  readonly taskId: number | null;
}

const updateStatus = sql<
  OwnedJob & { readonly status: JobStatus },
  { readonly status: JobStatus; readonly changed: boolean; readonly ours: boolean }
>('record/set-job-status');
const upsertRunvar = sql<OwnedJob & { readonly name: string; readonly value: string }, { readonly name: string }>(
  'record/set-runvar',
);

/**
 * Sets a job's status, unless it is `aborted` or `broken`. Returns the resulting status.
 *
 * @param taskId - Sets the status only while this task is live and has the job.
 * @throws JobNotFoundError (`JOB_NOT_FOUND`, blame operator)
 * @throws JobLostError (`JOB_LOST`, blame lab) - the task has ended, or does not have the job.
 *
 * Source: jobs.status; lib/db/sql/record/set-job-status.sql
 */
export async function setJobStatus(
  db: Queryable,
  { flight, job }: JobKey,
  status: JobStatus,
  taskId: number | null = null,
): Promise<{ readonly status: JobStatus; readonly changed: boolean }> {
  const answer = await maybeOne(db, updateStatus, { flight, job, status, taskId });
  if (answer === null) throw new JobNotFoundError(flight, job);
  if (!answer.ours) throw new JobLostError(flight, job, `status ${status}`);
  return { status: answer.status, changed: answer.changed };
}

/**
 * Sets a runvar on behalf of the run (synth).
 *
 * @throws JobLostError (`JOB_LOST`, blame lab) - the task has ended, or does not have the job.
 *
 * Source: table runvars; lib/db/sql/record/set-runvar.sql
 */
export async function setRunvar(
  db: Queryable,
  { flight, job, taskId }: OwnedJob,
  name: string,
  value: string,
): Promise<void> {
  const set = await maybeOne(db, upsertRunvar, { flight, job, taskId, name, value });
  if (set === null) throw new JobLostError(flight, job, `runvar ${name}`);
}
