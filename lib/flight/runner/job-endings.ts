import type { Db } from '../../db/db.ts';
import { withReconnect } from '../../db/with-reconnect.ts';
import { createEmitter } from '../../record/events/create-emitter.ts';
import { setJobStatus } from '../../record/recorder/job-status.ts';
import { readJob } from '../../record/flights/read-records.ts';
import { RUNNABLE_JOB_STATUSES } from '../../record/statuses.ts';
import type { JobStatus } from '../../../typings/status.ts';
import type { Clock } from '../../util/clock.ts';
import type { RunJobOptions } from '../job/run-job-options.ts';
import type { JobOutcome } from '../job/run-job.ts';
import type { JobProcessEnd } from './job-process.ts';

/** Sees to jobs whose process has ended. */
export interface JobEndings {
  /** How the process of a job ended. Gives the job's outcome; null: the database will tell. */
  settle(job: string, end: JobProcessEnd): Promise<JobOutcome | null>;
  /** Records that a job could not be run. */
  breakJob(job: string, reason: string): Promise<JobOutcome>;
}

/** How often the process of a job may be killed, or lose the database, before it has begun. */
const MAX_FALSE_STARTS = 3;

export function createJobEndings(db: Db, { flight, sinks }: Omit<RunJobOptions, 'job'>, clock: Clock): JobEndings {
  const falseStarts = new Map<string, number>();
  const breakJob = async (job: string, reason: string): Promise<JobOutcome> => {
    const { status } = await withReconnect(() => setJobStatus(db, { flight, job }, 'broken'), { clock });
    createEmitter(sinks, { flight, job }, clock).emit({ kind: 'job-finished', status, reason, durationMs: 0 });
    return { status: 'broken', reason };
  };
  return {
    breakJob,
    settle: async (job, { outcome, refused, killedBy, lastWords }) => {
      if (outcome !== null || refused?.code === 'JOB_NOT_RUNNABLE') return outcome;
      // Of a job that had begun, the end of its task is seen in the database; one that had not would be started for ever.
      const row = await withReconnect(() => readJob(db, { flight, job }), { clock });
      const runnable: readonly JobStatus[] = RUNNABLE_JOB_STATUSES;
      if (row === null || !runnable.includes(row.status)) return null;
      const count = (falseStarts.get(job) ?? 0) + 1;
      falseStarts.set(job, count);
      const isPassing = killedBy !== null || (refused?.code ?? '').startsWith('DATABASE_');
      if (isPassing && count <= MAX_FALSE_STARTS) return null;
      return breakJob(job, refused?.reason ?? `its process ${lastWords}`);
    },
  };
}
