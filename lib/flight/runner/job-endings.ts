import type { Db } from '../../db/db.ts';
import { createEmitter } from '../../record/events/create-emitter.ts';
import { setJobStatus } from '../../record/recorder/job-status.ts';
import { readJob } from '../../record/flights/read-records.ts';
import { RUNNABLE_JOB_STATUSES } from '../../record/statuses.ts';
import type { JobStatus } from '../../../typings/status.ts';
import type { Clock } from '../../util/clock.ts';
import type { RunJobOptions } from '../job/run-job-options.ts';
import type { JobOutcome } from '../job/run-job.ts';
import type { JobProcessEnd } from './job-process.ts';

/** Handles the jobs whose process has ended. */
export interface JobEndings {
  /** Handles the end of the process of a job. Returns the outcome of the job; null: the outcome is in the database. */
  settle(job: string, end: JobProcessEnd): Promise<JobOutcome | null>;
  /** Records a job as broken that could not run. */
  breakJob(job: string, reason: string): Promise<JobOutcome>;
}

/** How often the process of a job may be killed, or lose the database, before the job starts. */
const MAX_FALSE_STARTS = 3;

/** Returns the handlers for the jobs of one flight. */
export function createJobEndings(db: Db, { flight, sinks }: Omit<RunJobOptions, 'job'>, clock: Clock): JobEndings {
  const falseStarts = new Map<string, number>();
  const breakJob = async (job: string, reason: string): Promise<JobOutcome> => {
    const { status } = await setJobStatus(db, { flight, job }, 'broken');
    createEmitter(sinks, { flight, job }, clock).emit({ kind: 'job-finished', status, reason, durationMs: 0 });
    return { status: 'broken', reason };
  };
  return {
    breakJob,
    settle: async (job, { outcome, refused, killedBy, exitMessage }) => {
      if (outcome !== null || refused?.code === 'JOB_NOT_RUNNABLE') return outcome;
      // The database shows the end of a job that had started. A job that had not started would be started again for ever.
      const row = await readJob(db, { flight, job });
      const runnable: readonly JobStatus[] = RUNNABLE_JOB_STATUSES;
      if (row === null || !runnable.includes(row.status)) return null;
      const count = (falseStarts.get(job) ?? 0) + 1;
      falseStarts.set(job, count);
      const isPassing = killedBy !== null || (refused?.code ?? '').startsWith('DATABASE_');
      if (isPassing && count <= MAX_FALSE_STARTS) return null;
      return breakJob(job, refused?.reason ?? `its process ${exitMessage}`);
    },
  };
}
