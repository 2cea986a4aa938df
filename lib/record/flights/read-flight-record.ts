import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConsoleRecord, FlightRecord, JobRecord } from '../../../typings/report.ts';
import type { Job } from '../../../typings/flight.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { FlightNotFoundError } from '../../errors/history-errors.ts';
import { readFlightFiles } from '../stash/flight-files.ts';
import { readFlight, readJobEvents, readJobs, readRunvars, readSteps } from './read-records.ts';
import { listStashFiles } from '../stash/stash.ts';

export interface ReadFlightOptions {
  readonly flight: number;
  /** Source: config.paths.stashDir */
  readonly stashDir: string;
  /** Reads also events and consoles, which a page shows. Default false. */
  readonly details?: boolean;
}

/**
 * Reads everything that a report of a flight shows.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 */
export async function readFlightRecord(db: Queryable, options: ReadFlightOptions): Promise<FlightRecord> {
  const { flight: number } = options;
  const flight = await readFlight(db, number);
  if (flight === null) throw new FlightNotFoundError(number);
  const files = await readFlightFiles(db, number);
  const isThere = (files?.expiredAt ?? null) === null;
  const steps = await readSteps(db, { flight: number });
  const runvars = await readRunvars(db, { flight: number });
  const jobs = await Promise.all(
    (await readJobs(db, number)).map(async (job): Promise<JobRecord> => {
      const own = runvars.filter((row) => row.job === job.job);
      return {
        job,
        runvars: Object.fromEntries(own.map(({ name, value }) => [name, value])),
        steps: steps.filter((step) => step.job === job.job),
        ...(await readFiles(db, job, { ...options, isThere })),
      };
    }),
  );
  return { flight, files, jobs };
}

async function readFiles(
  db: Queryable,
  job: Job,
  { stashDir, details = false, isThere }: ReadFlightOptions & { readonly isThere: boolean },
): Promise<Pick<JobRecord, 'stash' | 'stashFolder' | 'events' | 'consoles'>> {
  const stash = await listStashFiles(db, job);
  const folder = join(stashDir, String(job.flight), job.job);
  const stashFolder = stash.length === 0 || !isThere ? null : folder;
  if (!details) return { stash, stashFolder, events: [], consoles: [] };
  const events = (await readJobEvents(db, job)).map(({ event }) => event);
  const logs = stash.filter(({ path }) => path.endsWith('-serial.log'));
  const consoles = await Promise.all(logs.map(({ path }) => readConsole(folder, path)));
  return { stash, stashFolder, events, consoles };
}

/**
 * Reads a console log. Each line starts with its time in ISO 8601. In a guest's line Xen's console daemon adds its own
 * time, in seconds, after it.
 */
async function readConsole(folder: string, path: string): Promise<ConsoleRecord> {
  const text = await readFile(join(folder, path), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => {
    const match = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ?(?:\[\d{4}-\d\d-\d\d [\d:]{8}\] )?(.*)$/.exec(line);
    return match === null ? { at: null, text: line } : { at: new Date(match[1] ?? ''), text: match[2] ?? '' };
  });
  return { name: path.replace(/-serial\.log$/, '').replace('--guest-', ' guest '), lines };
}
