import { readFile } from 'node:fs/promises';
import { parseAllowPatterns } from '../../analysis/allow-patterns.ts';
import { judgeFlight } from '../../analysis/judge-flight.ts';
import type { Db } from '../../db/db.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { collectEvidence } from '../../history/collect-evidence.ts';
import { findBranchFlight } from '../../history/find-branch-flight.ts';
import type { Judgement } from '../../../typings/verdict.ts';
import { FILE_FLAG, FLIGHT_FLAG, LIST_FLAG, PAIR_FLAG } from './history-flags.ts';
import { parseFlight, parsePairs, parseTime } from './parse-values.ts';

/** What a flight is judged against. */
export type JudgeFlags = {
  readonly this?: readonly string[];
  readonly that?: readonly string[];
  readonly thatFlight?: number;
  readonly blessings?: string[];
  readonly branchesAlso?: string[];
  readonly allow?: readonly string[];
  readonly maxFlight?: number;
  readonly excludeFlights?: string[];
  readonly asOf?: Date;
};

export const JUDGE_FLAGS = {
  this: { ...PAIR_FLAG, brief: 'Revision under test; may be repeated' },
  that: { ...PAIR_FLAG, brief: 'Revision of the baseline; may be repeated' },
  thatFlight: { ...FLIGHT_FLAG, brief: 'One flight as the baseline' },
  blessings: { ...LIST_FLAG, brief: 'Flights that count; default real,real-bisect' },
  branchesAlso: { ...LIST_FLAG, brief: "Branches that count as the flight's own" },
  allow: { ...FILE_FLAG, variadic: true, brief: 'Patterns of regressions to let through; may be repeated' },
  maxFlight: { ...FLIGHT_FLAG, brief: 'Judge as if later flights did not exist' },
  excludeFlights: { ...LIST_FLAG, brief: 'Flights that do not count' },
  asOf: {
    kind: 'parsed',
    parse: parseTime,
    optional: true,
    placeholder: 'TIME',
    brief: 'Judge as of then, not now',
  },
} as const;

/** Judges a flight, or the newest one of a branch. @throws UsageError, FlightNotFoundError */
export async function judgeByFlags(db: Db, flags: JudgeFlags, what: string): Promise<Judgement> {
  if (flags.thatFlight !== undefined && flags.that !== undefined) {
    throw new UsageError('--that and --that-flight: give one of them');
  }
  const request = {
    this: parsePairs('this', flags.this),
    that: parsePairs('that', flags.that),
    thatFlight: flags.thatFlight,
    blessings: flags.blessings,
    alsoBranches: flags.branchesAlso,
    maxFlight: flags.maxFlight,
    excludedFlights: flags.excludeFlights?.map(parseFlight),
    judgedAt: flags.asOf,
  };
  const flight = /^\d+$/.test(what) ? parseFlight(what) : await findBranchFlight(db, what, request);
  const files = await Promise.all((flags.allow ?? []).map((path) => readText('allow', path)));
  return judgeFlight(await collectEvidence(db, { ...request, flight }), parseAllowPatterns(...files));
}

/** @param flag - the flag that names the file. */
export async function readText(flag: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--${flag} ${path}: cannot be read`, { cause: error });
  }
}
