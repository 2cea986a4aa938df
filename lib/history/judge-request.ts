import type { Revisions } from '../../typings/verdict.ts';

/** The subject of a judgement, and its baseline. */
export interface JudgeRequest {
  readonly flight: number;
  /** Revisions under test. Default: none; then no failure counts as intermittent. */
  readonly this?: Revisions | undefined;
  /** Revisions of the baseline. Default: none; then every flight of the branch is baseline. */
  readonly that?: Revisions | undefined;
  /** One flight as the baseline, instead of `that`. */
  readonly thatFlight?: number | undefined;
  /** Blessings of the flights that count, the most important first. Default: real and real-bisect. */
  readonly blessings?: readonly string[] | undefined;
  /** Branches whose flights count like those of the flight's own branch. */
  readonly alsoBranches?: readonly string[] | undefined;
  /** Ignores later flights. */
  readonly maxFlight?: number | undefined;
  /** Flights that do not count. */
  readonly excludedFlights?: readonly number[] | undefined;
  /** The moment of the judgement. Default: now. */
  readonly judgedAt?: Date | undefined;
}

export const DEFAULT_BLESSINGS: readonly string[] = ['real', 'real-bisect'];

/** Greater than every flight's number (int4). */
export const ANY_FLIGHT = 2_147_483_647;
