import type { Queryable } from '../db/pg-promise.ts';
import { maybeOne } from '../db/query.ts';
import { sql } from '../db/sql.ts';

const selectFiles = sql<{ readonly flight: number }, { readonly expiredAt: Date | null }>('record/read-flight-files');

/** When the files of a flight expired; null: they have not. Source: table flight_files */
export async function whenExpired(queryable: Queryable, flight: number): Promise<Date | null> {
  return (await maybeOne(queryable, selectFiles, { flight }))?.expiredAt ?? null;
}
