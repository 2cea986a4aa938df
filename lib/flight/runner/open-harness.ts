import type { Config } from '../../../typings/config.ts';
import { reapDyingTasks } from '../../coordination/task/reap-dead-tasks.ts';
import type { Db } from '../../db/db.ts';
import { reconnectingUntil } from '../../db/reconnect.ts';
import { removeLeftovers } from '../../qemu/cleanup/remove-leftovers.ts';
import { markLostJobs } from '../../record/recorder/mark-lost-jobs.ts';
import { openLab, type OpenLabOptions } from './open-lab.ts';

export interface OpenHarnessOptions extends OpenLabOptions {
  /** Receives a message for each job and file that a killed process left. */
  readonly onNotice?: (message: string) => void;
}

/**
 * Opens the database for running jobs, and cleans up after killed processes: frees their hosts, records their jobs as broken,
 * and removes the files and processes of their QEMU hosts.
 *
 * @throws the errors of openDatabase.
 */
export async function openHarness(config: Config, options: OpenHarnessOptions = {}): Promise<Db> {
  const db = await openLab(config, options);
  try {
    await reapDyingTasks(reconnectingUntil(db, options.signal), options.clock);
    for (const { flight, job } of await markLostJobs(reconnectingUntil(db, options.signal), options.clock)) {
      options.onNotice?.(`job ${flight}.${job}: its harness was killed; recorded as broken`);
    }
    for (const leftover of await removeLeftovers(config.paths))
      options.onNotice?.(`removed ${leftover}, left by a killed process`);
    return db;
  } catch (error) {
    await db[Symbol.asyncDispose]();
    throw error;
  }
}
