import type { Queryable } from '../../db/pg-promise.ts';
import { many } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import type { FlightFilter } from './flight-filter.ts';

/** A flight in which the step ended in one of the ways that are wanted. */
export interface EndedFlight {
  readonly flight: number;
  readonly status: string;
  /** Seconds since 1970. */
  readonly startedSeconds: number;
}

export interface WantedFlights {
  readonly statuses: readonly string[];
  /** Only this one, whatever its branch and blessing; null: any. */
  readonly flight: number | null;
  /** Whether a step of any of its jobs is broken. */
  readonly isBroken: boolean;
}

const PAGE_FLIGHTS = 100;

const selectFlights = sql<
  WantedFlights &
    Omit<FlightFilter, 'blessings'> & { readonly blessing: string; readonly skip: number; readonly maxRows: number },
  EndedFlight
>('bisect/list-flights');

/** Gives flights, the newest first, a hundred a query: the search rarely needs more. Source: lib/db/sql/bisect/list-flights.sql */
export async function* walkFlights(
  db: Queryable,
  filter: FlightFilter,
  wanted: WantedFlights,
): AsyncGenerator<EndedFlight> {
  for (let skip = 0; ; skip += PAGE_FLIGHTS) {
    const page = { ...filter, ...wanted, blessing: filter.blessings[0] ?? '', skip, maxRows: PAGE_FLIGHTS };
    const rows = await many(db, selectFlights, page);
    yield* rows;
    if (rows.length < PAGE_FLIGHTS) return;
  }
}
