import type { Config } from '../../typings/config.ts';
import { syncHosts } from '../coordination/host/sync-hosts.ts';
import type { Db } from '../db/db.ts';
import { openDatabase } from '../db/open-database.ts';
import { withReconnect } from '../db/with-reconnect.ts';
import { emulatedBoxNames } from '../host/open-booked-host.ts';
import { EMULATED_BOX_TRAITS } from '../qemu/create-host.ts';
import type { Clock } from '../util/clock.ts';

export interface OpenLabOptions {
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
}

/** Flights of these blessings may run on boxes of our own. */
const OWN_BLESSINGS = ['play', 'adhoc', 'real'];

/**
 * Opens the database, with the boxes of the configuration in it: for what looks at the hosts of the lab.
 *
 * @throws what openDatabase throws.
 */
export async function openLab(config: Config, options: OpenLabOptions = {}): Promise<Db> {
  const db = await openDatabase(config, { signal: options.signal });
  try {
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
