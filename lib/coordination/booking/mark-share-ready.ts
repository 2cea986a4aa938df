import type { Queryable } from '../../db/pg-promise.ts';
import { maybeOne } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import type { ListenAddress } from '../protocol/network.ts';
import { prodQueue } from '../queue/prod-queue.ts';

const markReady = sql<{ name: string }, { name: string }>('coordination/mark-share-ready');

/**
 * Says that a shared host is prepared: others of its kind may use it beside us. false: it was not being prepared.
 *
 * @throws QueryError, DatabaseLostError; DaemonError (`DAEMON_FAILED`) - marked, but the queue daemon was not told.
 */
export async function markShareReady(db: Queryable, host: string, queueDaemon: ListenAddress | null): Promise<boolean> {
  const isReady = (await maybeOne(db, markReady, { name: host })) !== null;
  if (isReady && queueDaemon !== null) await prodQueue(queueDaemon);
  return isReady;
}
