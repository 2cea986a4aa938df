import type { Config } from '../../typings/config.ts';
import { reapDyingTasks } from '../coordination/task/reap-dead-tasks.ts';
import { syncHosts } from '../coordination/host/sync-hosts.ts';
import type { Db } from '../db/db.ts';
import { openDatabase } from '../db/open-database.ts';
import { withReconnect } from '../db/with-reconnect.ts';
import { emulatedBoxNames } from '../host/open-booked-host.ts';
import { EMULATED_BOX_TRAITS } from '../lab/create-box.ts';
import { removeLeftovers } from '../lab/remove-leftovers.ts';
import { markLostJobs } from '../record/mark-lost-jobs.ts';
import type { Clock } from '../util/clock.ts';

export interface OpenHarnessOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told what killed processes had left, and what became of it. */
  readonly onNotice?: (message: string) => void;
  readonly clock?: Clock;
}

/** Flights of these blessings may run on boxes of our own. */
const OWN_BLESSINGS = ['play', 'adhoc', 'real'];

/**
 * Opens the database for running jobs, after cleaning up behind processes that were killed: their boxes come back, their
 * jobs are recorded as broken, what their virtual boxes left is removed. Brings the boxes of the configuration into the
 * host database.
 *
 * @throws what openDatabase throws.
 */
export async function openHarness(config: Config, options: OpenHarnessOptions = {}): Promise<Db> {
  const db = await openDatabase(config, { signal: options.signal });
  try {
    await withReconnect(() => reapDyingTasks(db, options.clock), options);
    for (const { flight, job } of await withReconnect(() => markLostJobs(db, options.clock), options)) {
      options.onNotice?.(`job ${flight}.${job}: its harness was killed; recorded as broken`);
    }
    for (const left of await removeLeftovers(config.paths))
      options.onNotice?.(`removed ${left}, left by a killed process`);
    await withReconnect(() => syncHosts(db, ownBoxes(config)), options);
    return db;
  } catch (error) {
    await db[Symbol.asyncDispose]();
    throw error;
  }
}

/** The boxes of a configuration, as the host database has them. */
function ownBoxes(config: Config): Parameters<typeof syncHosts>[1] {
  const blessed = OWN_BLESSINGS.map((blessing) => `blessed-${blessing}`);
  const emulated = emulatedBoxNames(config).map((name) => ({ name, ...EMULATED_BOX_TRAITS }));
  return [...emulated, ...config.boxes].map((box) => ({ ...box, flags: [...box.flags, ...blessed] }));
}
