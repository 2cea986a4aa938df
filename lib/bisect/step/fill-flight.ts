import type { Queryable } from '../../db/pg-promise.ts';
import { many, none } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';
import { FlightClosedError } from '../../errors/flight-errors.ts';
import { FlightNotFoundError } from '../../errors/history-errors.ts';
import { blessFlight } from '../../record/flights/bless-flight.ts';
import { readHarnessRevision } from '../../record/harness-revision.ts';
import { readFlight } from '../../record/flights/read-records.ts';
import { writeBlock, type StepReport } from '../evidence/step-report.ts';
import { planJobs, type JobsRequest, type NewJob } from './plan-jobs.ts';

export interface FillRequest extends JobsRequest {
  readonly branch: string;
  /** The first flight that was used in a reproduction; 0: none. Older flights are ignored. */
  readonly since: number;
  /** The revisions that the flight tests, in words. */
  readonly tuple: string;
}

interface Identical {
  readonly flight: number;
  readonly startedSeconds: number;
  readonly blessing: string;
}

/** So many flights that are the same lead nowhere. */
const MAX_IDENTICAL = 4;

const insertJobs = sql<{ readonly flight: number; readonly harness: string; readonly jobs: readonly NewJob[] }>(
  'bisect/add-jobs',
);
const selectIdentical = sql<
  {
    readonly flight: number;
    readonly branch: string;
    readonly blessings: readonly string[];
    readonly since: number;
    readonly blessing: string | null;
  },
  Identical
>('bisect/list-identical');

/**
 * Fills a flight with what tests the chosen revisions. Where that was done too often to no effect, the flight is blessed
 * broken.
 *
 * @returns whether the flight can be run.
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 * @throws FlightClosedError (`FLIGHT_CLOSED`, blame operator) - it is not being constructed.
 *
 * Source: lib/db/sql/bisect/add-jobs.sql, lib/db/sql/bisect/list-identical.sql
 */
export async function fillFlight(db: Queryable, request: FillRequest, report: StepReport): Promise<boolean> {
  const { flight, since } = request;
  report.write(`Populating ${flight}...\n`);
  const jobs = await planJobs(db, request, report);
  const harness = await readHarnessRevision();
  const identical = await serializable(db, async (tx) => {
    const found = await readFlight(tx, flight);
    if (found === null) throw new FlightNotFoundError(flight);
    if (found.blessing !== 'constructing') {
      throw new FlightClosedError(`flight ${flight}: is not filled: it is "${found.blessing}", want constructing`);
    }
    await none(tx, insertJobs, { flight, harness, jobs });
    const { branch, blessings } = request;
    const same = await many(tx, selectIdentical, { flight, branch, blessings, since, blessing: found.intended });
    if (same.length > MAX_IDENTICAL) await blessFlight(tx, { flight, blessing: 'broken', expected: ['constructing'] });
    return same;
  });
  report.write(`Checking for flail (since ${since})...\n`);
  if (identical.length > MAX_IDENTICAL) {
    writeFlail(request, identical, report);
    return false;
  }
  report.write(`Flight ${flight} ready to go.\n`);
  return true;
}

function writeFlail({ flight, tuple }: FillRequest, identical: readonly Identical[], report: StepReport): void {
  const date = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, 19);
  writeBlock(report, '*** Flailing - >=5 identical flights to no useful effect ***', [
    'Bisector is flailing: >=5 identical flights generated.',
    'Problem occurs when attempting to test this revision:',
    ` ${tuple}`,
    '',
    'Identical previous flights on this branch:',
    ...identical.map((each) => ` ${each.flight}  started ${date(each.startedSeconds)} Z  blessed ${each.blessing}`),
    ` ${flight}  just generated`,
  ]);
}
