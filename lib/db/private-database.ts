import { QueryError } from '../errors/database-errors.ts';
import type { Queryable } from './pg-promise.ts';
import { none, one } from './query.ts';
import { sql } from './sql.ts';

/** Name of the database on the private server. */
export const PRIVATE_DATABASE = 'osstest';

const findDatabase = sql<{ database: string }, { exists: boolean }>('server/find-database');
const createDatabase = sql<{ database: string }>('server/create-database');

/** Returns whether the server has a database of this name. */
export const hasDatabase = async (server: Queryable, database: string): Promise<boolean> =>
  (await one(server, findDatabase, { database })).exists;

/** Creates the database if the server has none of this name. Concurrent calls are safe. */
export async function ensureDatabase(server: Queryable, database: string): Promise<void> {
  if (await hasDatabase(server, database)) return;
  try {
    await none(server, createDatabase, { database });
  } catch (error) {
    const taken = error instanceof QueryError && (error.sqlState === '42P04' || error.sqlState === '23505');
    if (!taken) throw error;
  }
}
