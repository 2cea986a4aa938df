import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import type { ListenAddress } from '../protocol/network.ts';
import { prodQueue } from '../queue/prod-queue.ts';

const markReady = sql<{ name: string }, { name: string }>('coordination/mark-share-ready');

/**
 * Marks a shared host as prepared, so that other tasks may use its slots. Returns false if it was not being prepared.
 *
 * @throws QueryError, DatabaseLostError; DaemonError (`DAEMON_FAILED`) - the host is marked, but the queue daemon could
 * not be informed.
 */
export async function markShareReady(db: Queryable, host: string, queueDaemon: ListenAddress | null): Promise<boolean> {
  const isReady = (await maybeOne(db, markReady, { name: host })) !== null;
  if (isReady && queueDaemon !== null) await prodQueue(queueDaemon);
  return isReady;
}
