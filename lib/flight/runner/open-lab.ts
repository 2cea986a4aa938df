import type { Config } from '../../../typings/config.ts';
import { syncHosts } from '../../coordination/host/sync-hosts.ts';
import type { Db } from '../../db/db.ts';
import { openDatabase } from '../../db/open/open-database.ts';
import { reconnectingUntil } from '../../db/reconnect.ts';
import { qemuHostNames } from '../../host/qemu-host-names.ts';
import { QEMU_HOST_TRAITS } from '../../qemu/host/qemu-host-traits.ts';
import type { Clock } from '../../util/clock.ts';

export interface OpenLabOptions {
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
}

/** Flights with these intended blessings may run on the configured hosts. */
const OWN_BLESSINGS = ['play', 'adhoc', 'real'];

/**
 * Opens the database and writes the hosts of the configuration into it.
 *
 * @throws the errors of openDatabase.
 */
export async function openLab(config: Config, options: OpenLabOptions = {}): Promise<Db> {
  const db = await openDatabase(config, { signal: options.signal });
  try {
    await syncHosts(reconnectingUntil(db, options.signal), ownHosts(config));
    return db;
  } catch (error) {
    await db[Symbol.asyncDispose]();
    throw error;
  }
}

/** Returns the hosts of a configuration as rows of the host database. */
function ownHosts(config: Config): Parameters<typeof syncHosts>[1] {
  const blessed = OWN_BLESSINGS.map((blessing) => `blessed-${blessing}`);
  const emulated = qemuHostNames(config).map((name) => ({ name, ...QEMU_HOST_TRAITS }));
  return [...emulated, ...config.hosts].map((host) => ({ ...host, flags: [...host.flags, ...blessed] }));
}
