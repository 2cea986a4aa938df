import type { DatabaseSettings } from '../db/open-database.ts';
import { many } from '../db/query.ts';
import { openRunning } from '../db/open-running.ts';
import { sql } from '../db/sql.ts';

/** What a word of a command line names. */
export type CompletionKind = 'flight' | 'job' | 'job-name' | 'host' | 'branch';

const statement = sql<
  { readonly kind: CompletionKind; readonly prefix: string; readonly flight: number | null },
  { readonly word: string }
>('record/list-completions');

/**
 * Returns the stored names that complete a word, the newest first. Without a running database there are none.
 *
 * Source: flights, jobs, resources.
 */
export async function listCompletions(
  config: DatabaseSettings,
  kind: CompletionKind,
  prefix: string,
): Promise<readonly string[]> {
  await using connection = await openRunning(config);
  if (connection === null) return [];
  const [, flight = null] = /^([1-9]\d{0,8})\./.exec(prefix) ?? [];
  const params = { kind, prefix, flight: flight === null ? null : Number(flight) };
  return (await many(connection.queryable, statement, params)).map(({ word }) => word);
}
