import type { Flight, Runvars } from '../../../typings/flight.ts';
import type { JobStatus } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { FlightNotFoundError } from '../../errors/history-errors.ts';
import { readFlight, readJobs, readRunvars } from '../../record/flights/read-records.ts';

/** A job as it was defined, without the runvars that its runs added. */
export interface StoredJob {
  readonly job: string;
  readonly recipe: string;
  readonly status: JobStatus;
  readonly runvars: Runvars;
}

/** A flight in the database as it was defined. */
export interface StoredFlight extends Flight {
  readonly jobs: readonly StoredJob[];
}

/**
 * Reads a flight with its jobs and their runvars. With `synth`, the runvars that runs added are included.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 */
export async function readStoredFlight(
  db: Queryable,
  flight: number,
  { synth = false }: { readonly synth?: boolean } = {},
): Promise<StoredFlight> {
  const found = await readFlight(db, flight);
  if (found === null) throw new FlightNotFoundError(flight);
  const runvars = new Map<string, Record<string, string>>();
  for (const row of await readRunvars(db, { flight })) {
    if (row.synth && !synth) continue;
    const own = runvars.get(row.job) ?? {};
    own[row.name] = row.value;
    runvars.set(row.job, own);
  }
  const jobs = (await readJobs(db, flight)).map(({ job, recipe, status }) => {
    return { job, recipe, status, runvars: runvars.get(job) ?? {} };
  });
  return { ...found, jobs };
}
