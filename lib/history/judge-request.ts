import type { Revisions } from '../../typings/verdict.ts';

/** What is to be judged, and against what. */
export interface JudgeRequest {
  readonly flight: number;
  /** Revisions under test; default none, then no failure counts as intermittent. */
  readonly this?: Revisions | undefined;
  /** Revisions of the baseline; default none, then every flight of the branch is baseline. */
  readonly that?: Revisions | undefined;
  /** One flight as the baseline, instead of `that`. */
  readonly thatFlight?: number | undefined;
  /** Blessings of flights that count, the most important first; default real and real-bisect. */
  readonly blessings?: readonly string[] | undefined;
  /** Branches whose flights count as the own branch's do. */
  readonly alsoBranches?: readonly string[] | undefined;
  /** Judges as if later flights did not exist. */
  readonly maxFlight?: number | undefined;
  /** Flights that do not count. */
  readonly excludedFlights?: readonly number[] | undefined;
  /** The moment as of which it is judged; default now. */
  readonly judgedAt?: Date | undefined;
}

export const DEFAULT_BLESSINGS: readonly string[] = ['real', 'real-bisect'];

/** Greater than every flight's number (int4). */
export const ANY_FLIGHT = 2_147_483_647;
