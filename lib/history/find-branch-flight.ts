import type { Queryable } from '../db/pg-promise.ts';
import { BranchNotFoundError } from '../errors/history-errors.ts';
import { compareBytewise } from '../util/order.ts';
import { findCompared } from './collect-evidence.ts';
import { ANY_FLIGHT, DEFAULT_BLESSINGS, type JudgeRequest } from './judge-request.ts';

/**
 * Returns the flight to judge for a branch: of the flights that tested *this*, the first by blessing and then the
 * newest.
 *
 * @throws BranchNotFoundError (`BRANCH_NOT_FOUND`, blame operator) - no flight of this branch tested it.
 * @throws QueryError (`QUERY_FAILED`, blame lab)
 *
 * Source: table flights; lib/db/sql/history/find-matching-flights.sql.
 */
export async function findBranchFlight(
  db: Queryable,
  branch: string,
  request: Pick<JudgeRequest, 'this' | 'blessings' | 'maxFlight' | 'excludedFlights'> = {},
): Promise<number> {
  const { this: wanted, ...rest } = request;
  const blessings = request.blessings ?? DEFAULT_BLESSINGS;
  const scope = { branches: [branch], blessings, maxFlight: request.maxFlight ?? ANY_FLIGHT };
  const matching = await findCompared(db, { ...rest, that: wanted }, scope);
  const [first] = matching.sort((a, b) => compareBytewise(a.blessing, b.blessing) || b.flight - a.flight);
  if (first !== undefined) return first.flight;
  const versions = Object.entries(wanted ?? {}).map(([tree, revision]) => ` that tested ${tree} ${revision}`);
  throw new BranchNotFoundError(branch, `no flight blessed ${blessings.join(' or ')}${versions.join(' and')}`);
}
