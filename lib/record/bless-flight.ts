import type { Blessing } from '../../typings/status.ts';
import type { Queryable } from '../db/pg-promise.ts';
import { maybeOne, none } from '../db/query.ts';
import { sql } from '../db/sql.ts';
import { FlightNotFoundError } from '../errors/history-errors.ts';
import { FlightBlessedError } from '../errors/record-errors.ts';
import { readHarnessRevision } from './harness-revision.ts';

export interface BlessRequest {
  readonly flight: number;
  readonly blessing: Blessing;
  /** The flight must have one of these, or be a play flight. */
  readonly expected: readonly Blessing[];
  /** Default: this osstest's revision. */
  readonly harness?: string;
}

const updateBlessing = sql<
  { readonly flight: number; readonly blessing: Blessing; readonly expected: readonly Blessing[] },
  { found: Blessing; changed: boolean }
>('record/bless-flight');
const insertHarness = sql<{ readonly flight: number; readonly harness: string }>('record/touch-flight');

/**
 * Changes a flight's blessing, such as from `running` to `real`, and notes the harness revision.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 * @throws FlightBlessedError (`FLIGHT_BLESSED`, blame operator) - it has another blessing than those expected.
 *
 * Source: osstest cs-flight-bless; lib/db/sql/record/bless-flight.sql
 */
export async function blessFlight(queryable: Queryable, request: BlessRequest): Promise<void> {
  const { flight, blessing, expected } = request;
  const answer = await maybeOne(queryable, updateBlessing, { flight, blessing, expected });
  if (answer === null) throw new FlightNotFoundError(flight);
  if (!answer.changed) throw new FlightBlessedError(flight, answer.found, blessing, expected);
  await none(queryable, insertHarness, { flight, harness: request.harness ?? (await readHarnessRevision()) });
}
