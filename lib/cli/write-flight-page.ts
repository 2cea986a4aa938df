import { mkdir } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Config } from '../../typings/config.ts';
import { openDatabase } from '../db/open-database.ts';
import { flightPage } from '../report/flight-page.ts';
import { readFlightRecord } from '../report/read-flight-record.ts';
import { writeFileAtomically } from '../util/atomic-file.ts';
import { judgeByFlags, type JudgeFlags } from './judge-flags.ts';

export interface WritePageOptions {
  readonly output?: string | undefined;
  /** Where the flight's files are for its readers; default: the stash. */
  readonly filesDir?: string;
  /** What the flight is compared with; default: what its branch tested before. */
  readonly judgeBy?: JudgeFlags;
  readonly signal: AbortSignal;
}

/**
 * Writes the page of a flight, by default beside the flight's files; its links lead there from where it is written.
 *
 * @returns absolute path of the page, and what it weighs.
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 */
export async function writeFlightPage(
  config: Config,
  flight: number,
  { output, judgeBy = {}, signal, filesDir = config.paths.stashDir }: WritePageOptions,
): Promise<{ readonly path: string; readonly bytes: number }> {
  const { stashDir } = config.paths;
  const path = resolve(output ?? join(stashDir, String(flight), 'report.html'));
  await using db = await openDatabase(config, { signal });
  const record = await readFlightRecord(db, { flight, stashDir, details: true });
  const stashHref = (job: string, file: string): string =>
    relativeHref(dirname(path), join(filesDir, String(flight), job, file));
  const judgement = await judgeByFlags(db, judgeBy, String(flight));
  const page = flightPage(record, { generatedAt: new Date(), judgement, stashHref });
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, page);
  return { path, bytes: Buffer.byteLength(page) };
}

/** A relative address; `./` before it, because a name may have a colon. */
const relativeHref = (from: string, to: string): string =>
  `./${relative(from, to).split(sep).map(encodeURIComponent).join('/')}`;
