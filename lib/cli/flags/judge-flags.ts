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

/** The flags that choose the evidence for a judgement. */
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
  blessings: { ...LIST_FLAG, brief: 'Blessings of the flights that count; default: real,real-bisect' },
  branchesAlso: { ...LIST_FLAG, brief: 'Branches that count like the branch of the flight' },
  allow: { ...FILE_FLAG, variadic: true, brief: 'File with patterns of regressions to allow; may be repeated' },
  maxFlight: { ...FLIGHT_FLAG, brief: 'Ignore later flights' },
  excludeFlights: { ...LIST_FLAG, brief: 'Ignore these flights' },
  asOf: {
    kind: 'parsed',
    parse: parseTime,
    optional: true,
    placeholder: 'TIME',
    brief: 'Judge by what was known at this time',
  },
} as const;

/** Judges a flight, or the newest one of a branch. @throws UsageError, FlightNotFoundError */
export async function judgeByFlags(db: Db, flags: JudgeFlags, what: string): Promise<Judgement> {
  if (flags.thatFlight !== undefined && flags.that !== undefined) {
    throw new UsageError('--that and --that-flight exclude each other');
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

/**
 * Reads the file that a flag names.
 *
 * @throws UsageError (`USAGE`, blame operator) - it cannot be read.
 */
export async function readText(flag: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--${flag} ${path}: cannot be read`, { cause: error });
  }
}
