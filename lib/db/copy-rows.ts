import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import type { DirectConnection } from './direct-connection.ts';
import { queryFailure } from './failures.ts';

/**
 * Writes rows into a table with COPY. Suitable for millions of rows.
 *
 * @param target - `table (column, …)`, trusted: it becomes part of the statement.
 * @param text - Pieces of COPY's text format.
 * @throws QueryError (`QUERY_FAILED`, blame lab), DatabaseLostError (`DATABASE_LOST`, blame lab)
 */
export async function copyRows(connection: DirectConnection, target: string, text: Iterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(text), connection.client.query(from(`copy ${target} from stdin`)));
  } catch (error) {
    throw queryFailure(`copy ${target}`, error);
  }
}
