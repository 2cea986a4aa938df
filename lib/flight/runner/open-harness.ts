import type { Config } from '../../../typings/config.ts';
import { reapDyingTasks } from '../../coordination/task/reap-dead-tasks.ts';
import type { Db } from '../../db/db.ts';
import { withReconnect } from '../../db/with-reconnect.ts';
import { removeLeftovers } from '../../qemu/remove-leftovers.ts';
import { markLostJobs } from '../../record/recorder/mark-lost-jobs.ts';
import { openLab, type OpenLabOptions } from './open-lab.ts';

export interface OpenHarnessOptions extends OpenLabOptions {
  /** Told what killed processes had left, and what became of it. */
  readonly onNotice?: (message: string) => void;
}

/**
 * Opens the database for running jobs, after cleaning up behind processes that were killed: their hosts come back, their
 * jobs are recorded as broken, what their QEMU hosts left is removed.
 *
 * @throws what openDatabase throws.
 */
export async function openHarness(config: Config, options: OpenHarnessOptions = {}): Promise<Db> {
  const db = await openLab(config, options);
  try {
    await withReconnect(() => reapDyingTasks(db, options.clock), options);
    for (const { flight, job } of await withReconnect(() => markLostJobs(db, options.clock), options)) {
      options.onNotice?.(`job ${flight}.${job}: its harness was killed; recorded as broken`);
    }
    for (const left of await removeLeftovers(config.paths))
      options.onNotice?.(`removed ${left}, left by a killed process`);
    return db;
  } catch (error) {
    await db[Symbol.asyncDispose]();
    throw error;
  }
}
