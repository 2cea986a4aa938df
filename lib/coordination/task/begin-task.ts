import type { CoordinationConfig } from '../../../typings/config.ts';
import type { Db } from '../../db/db.ts';
import { openOwnerTask } from './open-owner-task.ts';
import { openTask, type OpenTaskOptions } from './open-task.ts';
import type { Task } from './task.ts';

/**
 * Starts a task according to the configuration. Its life depends on a connection to the owner daemon if there is one,
 * otherwise on one to the database.
 *
 * @throws DaemonError (`DAEMON_FAILED`, blame lab) - the owner daemon is unreachable; what openTask throws.
 * Source: config keys coordination.ownerDaemon, graceMs, heartbeatSeconds.
 */
export function beginTask(
  db: Db,
  { ownerDaemon, graceMs, heartbeatSeconds }: Pick<CoordinationConfig, 'ownerDaemon' | 'graceMs' | 'heartbeatSeconds'>,
  options: OpenTaskOptions & { readonly signal?: AbortSignal | undefined } = {},
): Promise<Task> {
  if (ownerDaemon === null) return openTask(db, options);
  return openOwnerTask(ownerDaemon, { ...options, graceMs, heartbeatSeconds });
}
