import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Queryable } from '../../db/pg-promise.ts';
import { many, maybeOne } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';
import { FlightClosedError } from '../../errors/flight-errors.ts';
import { FlightNotFoundError } from '../../errors/history-errors.ts';
import type { JobKey } from '../job-key.ts';
import { readFlight } from './read-records.ts';
import { isOpenToChange } from '../statuses.ts';

export interface DeleteFlightOptions {
  readonly flight: number;
  /** Source: config.paths.stashDir */
  readonly stashDir: string;
  /**
   * Deletes also a flight that counts in the history, or whose builds other flights use. A running flight is never
   * deleted.
   */
  readonly force?: boolean;
}

type User = JobKey & { readonly kind: 'running' | 'user' };

const findUsers = sql<{ readonly flight: number }, User>('record/find-flight-users');
const deleteRows = sql<{ readonly flight: number }, { flight: number }>('record/delete-flight');

/**
 * Deletes the records of a flight, and then its files.
 *
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 * @throws FlightClosedError (`FLIGHT_CLOSED`, blame operator) - the flight is running, counts in the history, or other
 * flights use its builds.
 *
 * Source: osstest sa-forget-flight; lib/db/sql/record/delete-flight.sql
 */
export async function deleteFlight(db: Queryable, options: DeleteFlightOptions): Promise<void> {
  const { flight, force = false } = options;
  await serializable(db, async (tx) => {
    const found = await readFlight(tx, flight);
    if (found === null) throw new FlightNotFoundError(flight);
    const users = await many(tx, findUsers, { flight });
    const refuse = (why: string): never => {
      throw new FlightClosedError(`flight ${flight}: cannot be deleted: ${why}`);
    };
    const running = users.filter(({ kind }) => kind === 'running');
    if (running.length > 0) refuse(`it is running: ${running.map(({ job }) => job).join(', ')}`);
    if (!force && !isOpenToChange(found.blessing))
      refuse(`it is blessed "${found.blessing}", and counts in the history`);
    const others = [...new Set(users.filter(({ kind }) => kind === 'user').map((user) => user.flight))];
    if (!force && others.length > 0) refuse(`its builds are used by flight ${others.join(', ')}`);
    await maybeOne(tx, deleteRows, { flight });
  });
  await rm(join(options.stashDir, String(flight)), { recursive: true, force: true });
}
