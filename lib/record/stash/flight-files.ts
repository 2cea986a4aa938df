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

/** What became of the files of a flight; null: nothing. Source: table flight_files */
export const readFlightFiles = (db: Queryable, flight: number): Promise<FlightFiles | null> =>
  maybeOne(db, selectFiles, { flight });

/** When the files of a flight expired; null: they have not. Source: table flight_files */
export async function whenExpired(db: Queryable, flight: number): Promise<Date | null> {
  return (await readFlightFiles(db, flight))?.expiredAt ?? null;
}

/**
 * Keeps the files of a flight: they do not expire until nobody wants them any more. A pin takes the place of another.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 * @throws FilesExpiredError (`FILES_EXPIRED`, blame operator) - too late.
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

/** Lets the files of a flight expire again. */
export async function unpinFiles(db: Queryable, flight: number): Promise<void> {
  await none(db, deletePin, { flight });
}
