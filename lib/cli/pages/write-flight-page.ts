import type { Config } from '../../../typings/config.ts';
import { openDatabase } from '../../db/open/open-database.ts';
import { saveFlightPage } from '../../report/flight/save-flight-page.ts';
import { judgeByFlags, type JudgeFlags } from '../flags/judge-flags.ts';

export interface WritePageOptions {
  readonly output?: string | undefined;
  /** Folder from which readers get the files of the flight; default: the stash. */
  readonly filesDir?: string;
  /** The baseline of the judgement; default: what its branch tested before. */
  readonly judgeBy?: JudgeFlags;
  readonly signal: AbortSignal;
}

/**
 * Writes the page of a flight, by default beside the flight's files.
 *
 * @returns the absolute path of the page, and its size.
 * @throws FlightNotFoundError (`FLIGHT_NOT_FOUND`, blame operator)
 */
export async function writeFlightPage(
  config: Config,
  flight: number,
  { output, judgeBy = {}, signal, filesDir }: WritePageOptions,
): Promise<{ readonly path: string; readonly bytes: number }> {
  await using db = await openDatabase(config, { signal });
  const judgement = await judgeByFlags(db, judgeBy, String(flight));
  return await saveFlightPage(db, judgement, { stashDir: config.paths.stashDir, filesDir, output });
}
