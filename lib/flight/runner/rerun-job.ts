import type { JobStatus } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { FlightClosedError, JobNotRunnableError } from '../../errors/flight-errors.ts';
import { JobNotFoundError } from '../../errors/record-errors.ts';
import { archiveAttempt } from '../../record/recorder/attempts.ts';
import type { JobKey } from '../../record/job-key.ts';
import { readFlight, readJob } from '../../record/flights/read-records.ts';
import { isOpenToChange } from '../../record/statuses.ts';

const TROUBLED: readonly JobStatus[] = ['broken', 'starved', 'blocked', 'aborted'];
const ALL: readonly JobStatus[] = [...TROUBLED, 'pass', 'fail'];

/**
 * Archives the last run of an ended job, so that the job can run again. Returns the number of the archived run.
 *
 * @throws JobNotFoundError (`JOB_NOT_FOUND`, blame operator)
 * @throws FlightClosedError (`FLIGHT_CLOSED`, blame operator) - the flight has its final blessing.
 * @throws JobNotRunnableError (`JOB_NOT_RUNNABLE`, blame operator) - the job has not ended, or its result must not change.
 */
export async function rerunJob(db: Queryable, key: JobKey): Promise<number> {
  const { flight, job } = key;
  const found = await readFlight(db, flight);
  const row = await readJob(db, key);
  if (found === null || row === null) throw new JobNotFoundError(flight, job);
  const isPlay = isOpenToChange(found.blessing) && found.blessing !== 'constructing';
  if (!isPlay && found.blessing !== 'running' && found.blessing !== 'constructing') {
    throw new FlightClosedError(`flight ${flight}: is blessed "${found.blessing}"; clone it to run its jobs again`);
  }
  const statuses = isPlay ? ALL : TROUBLED;
  const attempt = await archiveAttempt(db, key, { statuses, why: 'rerun' });
  if (attempt !== null) return attempt;
  throw new JobNotRunnableError(
    `job ${flight}.${job}: is ${row.status}; only ${statuses.join(', ')} can be run again here`,
  );
}
