import type { DatabaseSettings } from '../db/open/open-database.ts';
import { openRunning } from '../db/open/open-running.ts';
import { many } from '../db/query.ts';
import { sql } from '../db/sql.ts';

/** What a word of a command line names. */
export type CompletionKind = 'flight' | 'job' | 'job-name' | 'host' | 'branch';

/** The word to complete. */
export interface CompletionWish {
  readonly kind: CompletionKind;
  readonly prefix: string;
  /** The flight of the jobs; null: one of the newest. */
  readonly flight: number | null;
}

const statement = sql<CompletionWish, { readonly word: string }>('record/list-completions');

/**
 * Returns the stored names that complete a word, the newest first. Without a running database there are none.
 *
 * @throws DatabaseUnreachableError (`DATABASE_UNREACHABLE`, blame lab) - no answer within a second.
 * @throws DatabaseRefusedError (`DATABASE_REFUSED`, blame operator) - the password, role or database is wrong.
 *
 * Source: flights, jobs, resources.
 */
export async function listCompletions(config: DatabaseSettings, wish: CompletionWish): Promise<readonly string[]> {
  await using connection = await openRunning(config);
  if (connection === null) return [];
  return (await many(connection.queryable, statement, wish)).map(({ word }) => word);
}
