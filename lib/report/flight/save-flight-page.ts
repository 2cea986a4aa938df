import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Judgement } from '../../../typings/verdict.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { writeFileAtomically } from '../../util/atomic-file.ts';
import { currentDate } from '../../util/clock.ts';
import { flightPage } from './flight-page.ts';
import { relativeHref } from '../html/relative-href.ts';
import { readFlightRecord } from '../../record/flights/read-flight-record.ts';

export interface SavePageOptions {
  /** Source: config.paths.stashDir */
  readonly stashDir: string;
  /** Where the flights' files are that it links to; default: the stash. */
  readonly filesDir?: string | undefined;
  /** Default: beside the flight's files. */
  readonly output?: string | undefined;
}

/**
 * Writes the page of a judged flight; its links lead to the flight's files from where it is written.
 *
 * @returns absolute path of the page, and what it weighs.
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator); the system's errors of writing.
 */
export async function saveFlightPage(
  queryable: Queryable,
  judgement: Judgement,
  { stashDir, filesDir = stashDir, output }: SavePageOptions,
): Promise<{ readonly path: string; readonly bytes: number }> {
  const { flight } = judgement.evidence.subject;
  const path = resolve(output ?? join(stashDir, String(flight), 'report.html'));
  const record = await readFlightRecord(queryable, { flight, stashDir, details: true });
  const stashHref = (job: string, file: string): string =>
    relativeHref(dirname(path), join(filesDir, String(flight), job, file));
  const page = flightPage(record, { generatedAt: currentDate(), judgement, stashHref });
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, page);
  return { path, bytes: Buffer.byteLength(page) };
}
