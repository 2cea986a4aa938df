import type { FlightFiles } from '../../../typings/report.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne, none } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { FlightNotFoundError } from '../../errors/history-errors.ts';
import { FilesExpiredError } from '../../errors/record-errors.ts';

const selectFiles = sql<{ readonly flight: number }, FlightFiles>('record/read-flight-files');
const insertPin = sql<
  { readonly flight: number; readonly who: string; readonly reason: string },
  { readonly expiredAt: Date | null }
>('record/pin-files');
const deletePin = sql<{ readonly flight: number }>('record/unpin-files');

/**
 * Returns whether the files of a flight are published, pinned or expired; null: none of these. Source: table
 * flight_files
 */
export const readFlightFiles = (db: Queryable, flight: number): Promise<FlightFiles | null> =>
  maybeOne(db, selectFiles, { flight });

/** Returns when the files of a flight expired; null: they have not. Source: table flight_files */
export async function whenExpired(db: Queryable, flight: number): Promise<Date | null> {
  return (await readFlightFiles(db, flight))?.expiredAt ?? null;
}

/**
 * Pins the files of a flight, so that they do not expire until they are unpinned. A new pin replaces an earlier one.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 * @throws FilesExpiredError (`FILES_EXPIRED`, blame operator) - the files have already expired.
 */
export async function pinFiles(
  db: Queryable,
  flight: number,
  { who, reason }: { readonly who: string; readonly reason: string },
): Promise<void> {
  const row = await maybeOne(db, insertPin, { flight, who, reason });
  if (row === null) throw new FlightNotFoundError(flight);
  if (row.expiredAt !== null) throw new FilesExpiredError(flight, row.expiredAt);
}

/** Unpins the files of a flight, so that they can expire. */
export async function unpinFiles(db: Queryable, flight: number): Promise<void> {
  await none(db, deletePin, { flight });
}
