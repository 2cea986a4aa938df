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
  /** Folder of the flights' files to which the page links; default: the stash. */
  readonly filesDir?: string | undefined;
  /** File to write; default: `report.html` beside the flight's files. */
  readonly output?: string | undefined;
}

/**
 * Writes the page of a judged flight; its links to the flight's files are relative to the page.
 *
 * @returns absolute path and size of the page.
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator); errors of the file system.
 */
export async function saveFlightPage(
  db: Queryable,
  judgement: Judgement,
  { stashDir, filesDir = stashDir, output }: SavePageOptions,
): Promise<{ readonly path: string; readonly bytes: number }> {
  const { flight } = judgement.evidence.subject;
  const path = resolve(output ?? join(stashDir, String(flight), 'report.html'));
  const record = await readFlightRecord(db, { flight, stashDir, details: true });
  const stashHref = (job: string, file: string): string =>
    relativeHref(dirname(path), join(filesDir, String(flight), job, file));
  const page = flightPage(record, { generatedAt: currentDate(), judgement, stashHref });
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, page);
  return { path, bytes: Buffer.byteLength(page) };
}
