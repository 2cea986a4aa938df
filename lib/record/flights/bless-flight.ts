import type { Blessing } from '../../../typings/status.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne, none } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { FlightNotFoundError } from '../../errors/history-errors.ts';
import { FlightBlessedError } from '../../errors/record-errors.ts';
import { readHarnessRevision } from '../harness-revision.ts';
import { readFlight, readJobs } from './read-records.ts';
import { isFinalJobStatus } from '../statuses.ts';

export interface BlessRequest {
  readonly flight: number;
  readonly blessing: Blessing;
  /** The flight must have one of these blessings, or be a play flight. */
  readonly expected: readonly Blessing[];
  /** Default: the revision of this osstest. */
  readonly harness?: string;
}

const updateBlessing = sql<
  { readonly flight: number; readonly blessing: Blessing; readonly expected: readonly Blessing[] },
  { found: Blessing; changed: boolean }
>('record/bless-flight');
const insertHarness = sql<{ readonly flight: number; readonly harness: string }>('record/touch-flight');

/**
 * Changes a flight's blessing, such as from `running` to `real`, and records the harness revision.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 * @throws FlightBlessedError (`FLIGHT_BLESSED`, blame operator) - the flight has none of the expected blessings.
 *
 * Source: osstest cs-flight-bless; lib/db/sql/record/bless-flight.sql
 */
export async function blessFlight(db: Queryable, request: BlessRequest): Promise<void> {
  const { flight, blessing, expected } = request;
  const answer = await maybeOne(db, updateBlessing, { flight, blessing, expected });
  if (answer === null) throw new FlightNotFoundError(flight);
  if (!answer.changed) throw new FlightBlessedError(flight, answer.found, blessing, expected);
  await none(db, insertHarness, { flight, harness: request.harness ?? (await readHarnessRevision()) });
}

/**
 * Gives a flight its final blessing when all of its jobs are over: the named one, else the intended one. Does not
 * change a flight that already has a final blessing or has no intended one. Returns the new blessing; null: no change.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 *
 * Source: osstest sg-execute-flight
 */
export async function blessWhenOver(
  db: Queryable,
  flight: number,
  named: Blessing | undefined,
): Promise<Blessing | null> {
  const found = await readFlight(db, flight);
  if (found === null) throw new FlightNotFoundError(flight);
  const blessing = named ?? found.intended;
  const jobs = await readJobs(db, flight);
  const areOver = jobs.every(({ status }) => status === 'stopped' || isFinalJobStatus(status));
  if (blessing === null || found.blessing === blessing || !areOver) return null;
  if (found.blessing !== 'running' && found.blessing !== 'constructing') return null;
  try {
    await blessFlight(db, { flight, blessing, expected: ['running', 'constructing'] });
  } catch (error) {
    // another runner has already blessed it
    const isDone = error instanceof FlightBlessedError && (await readFlight(db, flight))?.blessing === blessing;
    if (!isDone) throw error;
  }
  return blessing;
}
