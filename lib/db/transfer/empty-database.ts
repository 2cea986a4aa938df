import { ImportError } from '../../errors/database-errors.ts';
import { readSchemaState } from '../migrate.ts';
import { listTables } from '../original-tables.ts';
import type { Queryable } from '../pg-promise.ts';
import { many, none, one } from '../query.ts';
import { sql } from '../sql.ts';
import type { CodeStatement } from './migration-code.ts';

const hasContent = sql<void, { hasContent: boolean }>('transfer/has-content');
const listSequences = sql<void, { sequence: string }>('transfer/list-sequences');
const dropTables = sql<{ readonly tables: readonly string[] }>('transfer/drop-tables');
const dropFunctions = sql<{ readonly functions: readonly string[] }>('transfer/drop-functions');
const dropSequences = sql<{ readonly sequences: readonly string[] }>('transfer/drop-sequences');

/**
 * Checks that the database has no content, and removes the tables that our own migrations created.
 *
 * @throws ImportError (`IMPORT_FAILED`, blame operator)
 */
export async function clearEmptyDatabase(
  queryable: Queryable,
  database: string,
  code: readonly CodeStatement[],
): Promise<void> {
  const tables = (await listTables(queryable)).map(({ table }) => table);
  if (tables.length === 0) return;
  if (!tables.includes('osstest_migrations') || !tables.includes('flights')) {
    throw new ImportError(`database ${database}: is not empty: it has the tables ${tables.slice(0, 5).join(', ')}`);
  }
  const { pending } = await readSchemaState(queryable);
  if (pending.length > 0 || (await one(queryable, hasContent)).hasContent) {
    throw new ImportError(
      `database ${database}: is not empty: it has flights, hosts or tasks; import into another one`,
    );
  }
  await none(queryable, dropTables, { tables });
  const functions = [...new Set(code.map(({ name }) => name))]; // triggers are dropped with their tables
  if (functions.length > 0) await none(queryable, dropFunctions, { functions });
  const sequences = (await many(queryable, listSequences)).map(({ sequence }) => sequence);
  if (sequences.length > 0) await none(queryable, dropSequences, { sequences });
}
